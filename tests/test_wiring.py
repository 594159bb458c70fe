"""Settings become a desk, or one clear line."""

import contextlib
from pathlib import Path

import pytest

from app import seeding
from app.errors import SetupError, StoreUnavailable
from app.ports import Batch
from app.seeding import Seeding
from app.settings import read_settings
from app.use_cases.health import health
from app.wiring import open_desk
from workers.jobs.table import jobs


def test_a_desk_over_a_new_folder_answers_on_every_port(tmp_path: Path) -> None:
    with contextlib.closing(open_desk(read_settings({"MC_DATA": str(tmp_path / "new")}), "reader")) as desk:
        assert all(port.answers for port in health(desk).values())


def test_a_reader_cannot_write_the_graph(tmp_path: Path) -> None:
    settings = read_settings({"MC_DATA": str(tmp_path)})
    with contextlib.closing(open_desk(settings, "reader")) as desk, pytest.raises(StoreUnavailable):
        desk.graph.append(Batch("nobody", {}, []))


def test_a_file_in_the_place_of_the_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SetupError, match=r"MC_DATA=.*taken"):
        open_desk(read_settings({"MC_DATA": str(tmp_path / "taken")}), "reader")


def test_a_folder_that_nobody_can_make_is_one_clear_line() -> None:
    with pytest.raises(SetupError, match="MC_DATA=/proc/nowhere"):
        open_desk(read_settings({"MC_DATA": "/proc/nowhere"}), "reader")


def test_the_desk_tells_how_far_seeding_is(tmp_path: Path) -> None:
    with contextlib.closing(open_desk(read_settings({"MC_DATA": str(tmp_path)}), "reader")) as desk:
        assert desk.seeding().complete
        seeding.write(tmp_path, Seeding("running", "golden", 1, 9))
        assert desk.seeding() == Seeding("running", "golden", 1, 9)
        assert not desk.seeding().complete


def test_what_was_seeded_is_remembered_when_seeding_is_asked_for_again() -> None:
    before = Seeding("done", "", 9, 9, {"golden": "1"})
    assert seeding.waiting(before) == Seeding("waiting", seeded={"golden": "1"})


def test_a_marker_that_is_not_ours_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / seeding.FILE).write_text("{broken")
    assert seeding.read(tmp_path) == Seeding()


def test_what_lies_on_servers_is_copied_every_day_too(tmp_path: Path) -> None:
    """No connection is opened to say so."""
    servers = {"MC_STORE": "servers", "MC_REDIS": "redis://127.0.0.1:1"}
    for more in ({}, servers):
        assert "backup" in [job.name for job in jobs(read_settings({"MC_DATA": str(tmp_path), **more}))]
