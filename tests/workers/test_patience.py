"""A start waits for stores that are slow, says so in a line, and gives up in a line."""

import pytest

from app.errors import SchemaTooNew, StoreUnavailable
from workers.patience import patiently


class Slow:
    """A store that answers at the given attempt."""

    def __init__(self, at: int) -> None:
        self.tries, self._at = 0, at

    def __call__(self) -> str:
        self.tries += 1
        if self.tries < self._at:
            raise StoreUnavailable("graph at 127.0.0.1:7687 refuses connections")
        return "here"


def test_it_goes_on_once_the_store_answers_and_has_said_what_it_waits_for_once() -> None:
    said: list[str] = []
    assert patiently(Slow(3), 60_000, said.append) == "here"
    assert said == ["waiting for a store: graph at 127.0.0.1:7687 refuses connections (for 60 s more)"]


def test_it_gives_up_when_the_time_is_over_and_names_the_setting() -> None:
    with pytest.raises(StoreUnavailable, match=r"refuses connections; waited for 0\.6 s, MC_PATIENCE"):
        patiently(Slow(99), 600, lambda _: None)


def test_what_no_waiting_mends_is_not_waited_for() -> None:
    def newer() -> str:
        raise SchemaTooNew("written by a newer version")

    with pytest.raises(SchemaTooNew):
        patiently(newer, 60_000, lambda _: None)


def test_who_is_told_to_end_while_waiting_ends() -> None:
    slow = Slow(99)
    assert patiently(slow, 60_000, lambda _: None, lambda: slow.tries > 1) is None
