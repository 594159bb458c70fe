"""Web processes that were started with the same secrets believe each other's links, and a secret can be changed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import NotAllowed, SetupError
from app.settings import read_settings
from app.use_cases.share import Wish, share, visited
from app.wiring import open_desk

OLD, NEW = "o" * 32, "n" * 32
Process = Callable[..., Desk]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """A process with these secrets; what was handed out lies in one place for all."""
    with ExitStack() as opened:

        def started(*secrets: str) -> Desk:
            settings = read_settings({"MC_DATA": str(tmp_path), "MC_SHARE_KEY": ",".join(secrets)})
            desk = open_desk(settings, "reader")
            opened.callback(desk.close)
            return desk

        yield started


def link(desk: Desk) -> str:
    return share(desk, Wish(page="wall"), "Ada")[0]


def test_processes_with_the_same_secret_believe_each_others_links(process: Process, tmp_path: Path) -> None:
    one, other = process(OLD), process(OLD)
    assert visited(other, link(one)).page == visited(one, link(other)).page == "wall"
    assert not (tmp_path / "keys.json").exists()


def test_the_first_secret_signs_and_every_one_is_believed_until_it_is_taken_out(process: Process) -> None:
    before, between, after = process(OLD), process(NEW, OLD), process(NEW)
    assert visited(between, link(before)).page == "wall"
    assert visited(after, link(between)).page == "wall"
    with pytest.raises(NotAllowed, match="no longer used"):
        visited(after, link(before))
    with pytest.raises(NotAllowed, match="no longer used"):
        visited(process(), link(before))


def test_links_of_before_any_secret_was_set_live_on_where_their_keys_are_kept(
    process: Process, tmp_path: Path
) -> None:
    earlier = link(process())
    assert visited(process(NEW), earlier).page == "wall"
    assert visited(process(), earlier).page == "wall"
    (tmp_path / "keys.json").unlink()
    with pytest.raises(NotAllowed, match="no longer used"):
        visited(process(NEW), earlier)


def test_a_key_that_is_set_is_not_changed_from_the_command_line(process: Process) -> None:
    with pytest.raises(SetupError, match="MC_SHARE_KEY"):
        process(OLD).keys.rotate()


def test_a_secret_that_could_be_guessed_is_refused_and_none_is_ever_shown() -> None:
    with pytest.raises(SetupError, match="number 2 is shorter") as refused:
        read_settings({"MC_SHARE_KEY": f"{OLD}, guess-me"})
    assert "guess-me" not in str(refused.value)
    settings = read_settings({"MC_SHARE_KEY": OLD})
    assert OLD not in repr(settings) and OLD not in str(settings.variables())
