"""Where files belong that lie in no repository: as they say themselves, else as is asked for."""

from contextlib import closing
from pathlib import Path

import pytest

from app.cli.intake import Intake
from app.cli.terminal import Terminal
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.state import read
from app.domain.verdict import judge
from app.readers.origin import Origin
from tests.cli.conftest import Run
from tests.cli.test_ingest import JUNIT
from tests.readers.forge.samples import GITHUB, delivery
from tests.workers.desks import desk_in
from workers.drain import drain


@pytest.mark.parametrize(
    ("said", "iteration"),
    [((), "local/shop"), (("--project", "web"), "local/web"), (("--iteration", "r7"), "local/r7")],
)
def test_a_delivery_belongs_to_its_repository_unless_something_else_is_said(
    run: Run, tmp_path: Path, said: tuple[str, ...], iteration: str
) -> None:
    (tmp_path / "job.json").write_bytes(GITHUB)
    told = run("ingest", str(tmp_path / "job.json"), *said)
    assert (told.code, f"{iteration}: " in told.out) == (0, True)


def test_what_says_nothing_of_its_own_has_to_be_placed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(JUNIT)
    told = run("ingest", str(tmp_path / "report.xml"))
    assert told.code == 2
    assert "--project NAME or --iteration NAME" in told.err


def test_a_file_without_an_event_says_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ping.json").write_bytes(delivery(zen="x", hook={}))
    told = run("ingest", str(tmp_path / "ping.json"))
    assert told.code == 0
    assert "0 events (a delivery of GitHub (hook completed) that says nothing about an iteration)" in told.err


class Meanwhile(Terminal):
    """Beside it a worker takes in what was sent, file by file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(as_json=True, bars=False)
        self._desk = desk

    def note(self, text: str) -> None:
        """A file was read and sent."""
        drain(self._desk)


def test_what_an_iteration_requires_does_not_hang_on_how_soon_its_first_files_are_taken_in(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for name in ("first.xml", "second.xml"):
        (files / name).write_text(JUNIT)
    with closing(desk_in(tmp_path / "data")) as desk:
        Intake(desk, "b-1", ()).read([files], lambda *_: Origin(tenant="t", iteration="i1"), Meanwhile(desk))
        drain(desk)
        streams = judge(read(desk.graph.snapshot(Scope("t", "i1"))), desk.clock()).streams
    assert [stream.stream for stream in streams if stream.required] == ["bdv"]
