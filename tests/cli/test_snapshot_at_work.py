"""``snapshot``, while others write and read, and when it is killed: there is always one whole graph in use."""

import multiprocessing
import os
import signal
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.adapters.sqlite_graph import CurrentGraph
from app.domain.graph import Scope
from app.use_cases.post import send
from app.wire.avro import encode
from tests.cli.at_work import a_worker
from tests.cli.conftest import Run
from tests.cli.snapshots import STORY, hashes, task, tasks, told
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.lock import only_one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.mcsnap"


def soon(folder: Path, wanted: set[str]) -> bool:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if tasks(folder) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_a_worker_at_work_goes_on_from_the_restored_graph_and_a_reader_never_sees_less_than_one_of_both(
    run: Run, data: Path, file: Path
) -> None:
    told(data, *[task(f"T{n}") for n in range(5)])
    run("snapshot", "export", str(file))
    told(data, task("T5"))
    now = hashes(data)
    with closing(desk_in(data, "reader")) as reader, a_worker(data), only_one(data, "measures"):
        held = reader.graph.snapshot(Scope("local", "i1"))
        answer = run("snapshot", "restore", str(file), "--json").document
        assert (answer["log"], answer["measures_and_search"]) == ("same", "kept")
        assert soon(data, {f"T{n}" for n in range(6)})
        assert len(held.labelled("Task")) == 6
        with closing(desk_in(data, "reader")) as desk:
            for _ in send(desk.log, encode, [task("T6")]):
                pass
        assert soon(data, {f"T{n}" for n in range(7)})
    assert now != hashes(data)
    assert run("rebuild", "--json").document["agrees"]


def writing(folder: Path, number: int) -> None:
    """Somebody who goes on writing while it is exported."""
    with closing(desk_in(folder)) as desk:
        for n in range(number):
            for _ in send(desk.log, encode, [task(f"W{n}")]):
                pass
            drain(desk)


def test_an_export_in_the_midst_of_writing_is_of_one_moment(run: Run, data: Path, tmp_path: Path) -> None:
    told(data, *STORY)
    writer = multiprocessing.get_context("fork").Process(target=writing, args=(data, 12))
    writer.start()
    files = [tmp_path / f"{n}.mcsnap" for n in range(3)]
    for file in files:
        assert run("snapshot", "export", str(file)).code == 0
    writer.join()
    now = hashes(data)
    for file in files:
        assert run("snapshot", "restore", str(file), "--json").document["log"] == "same"
        assert hashes(data) == now


def restoring(file: Path, stop_at: str) -> None:
    """A restore that is killed the hard way at one point."""
    from app.adapters.sqlite_snapshots import SqliteSnapshots
    from app.cli.main import main

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    owner = CurrentGraph if stop_at == "switch" else SqliteSnapshots
    setattr(owner, stop_at, die)
    main(["snapshot", "restore", str(file)])


@pytest.mark.parametrize("stop_at", ["put_graph", "switch", "put_others"])
def test_killed_in_the_midst_of_a_restore_one_whole_graph_is_in_use_and_it_can_be_done_again(
    run: Run, data: Path, file: Path, stop_at: str
) -> None:
    told(data, *STORY[:60])
    run("snapshot", "export", str(file))
    at_export = hashes(data)
    told(data, *STORY[60:])
    now = hashes(data)
    victim = multiprocessing.get_context("fork").Process(target=restoring, args=(file, stop_at))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert hashes(data) == (at_export if stop_at == "put_others" else now)
    assert run("snapshot", "restore", str(file)).code == 0
    assert hashes(data) == now
    assert not (data / ".snapshot").exists()
    assert len(list(data.glob("graph*.db"))) <= 3
