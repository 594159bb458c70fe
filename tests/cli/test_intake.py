"""Where files belong that lie in no repository: as they say themselves, else as is asked for."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_ingest import JUNIT
from tests.readers.forge.samples import GITHUB, delivery


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
