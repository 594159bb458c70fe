"""A real worker that is told to end in the middle of its work ends soon, and leaves nothing half done."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.use_cases import record
from tests.workers.desks import desk_in
from tests.workers.test_kill import a_long_story, finished, hashes
from workers.drain import drain
from workers.lock import is_held
from workers.roles import NAMES

ROOT = Path(__file__).parents[2]
SOON_S = 10
PATIENCE_S = 60


@contextmanager
def at_work(folder: Path, *names: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """``python -m workers NAME …`` on a folder; killed at the end, if it still runs then."""
    environ = {**os.environ, "MC_DATA": str(folder), "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-m", "workers", *names]
    with subprocess.Popen(command, env=environ, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def told_to_end(process: subprocess.Popen[str]) -> tuple[int, float, str]:
    """Exit code, seconds, and what it said."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=PATIENCE_S)
    return process.returncode, time.monotonic() - began, said


def until_it_has_begun(folder: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    with closing(desk_in(folder, "reader")) as desk:
        while not desk.graph.positions(record.CONSUMER):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)


@pytest.mark.timeout(240)
def test_told_to_end_in_mid_batch_it_ends_within_ten_seconds_and_the_next_goes_on(tmp_path: Path) -> None:
    calm, stopped = tmp_path / "calm", tmp_path / "stopped"
    with closing(desk_in(calm)) as desk:
        story = a_long_story()
        for start in range(0, len(story), 300):
            desk.log.append(story[start : start + 300])
            time.sleep(0.05)
    shutil.copytree(calm, stopped)
    with at_work(stopped, "ingest") as process:
        until_it_has_begun(stopped, process)
        code, seconds, said = told_to_end(process)
    assert (code, "Traceback" in said) == (0, False), said
    assert "ingest stopped" in said
    assert seconds < SOON_S
    assert not is_held(stopped, "ingest")
    with closing(desk_in(calm)) as desk, closing(desk_in(stopped)) as other:
        left = not finished(other)
        drain(desk)
        drain(other)
        assert hashes(other) == hashes(desk)
    assert left, "it was told to end when nothing was left to do"


@pytest.mark.parametrize("name", NAMES)
def test_a_store_that_is_slow_to_come_up_is_waited_for_in_one_clear_line(tmp_path: Path, name: str) -> None:
    graph = tmp_path / "graph.db"
    graph.write_bytes(b"not a database at all " * 1_000)
    with at_work(tmp_path, name) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert "waiting for a store" in first
        assert str(graph) in first
        graph.unlink()
        assert f"{name} is at work" in process.stderr.readline()
        code, seconds, said = told_to_end(process)
    assert (code, said.strip().endswith(f"{name} stopped")) == (0, True), said
    assert seconds < SOON_S


def test_stores_that_never_come_up_are_named_and_waited_for_as_long_as_is_set(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("log.db", "graph.db")]
    for file in files:
        file.write_bytes(b"not a database at all " * 1_000)
    with at_work(tmp_path, "ingest", MC_PATIENCE="1s") as process:
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert "waited for 1 s, MC_PATIENCE gives it longer" in said
    assert all(str(file) in line for file in files for line in said.splitlines())
    assert "Traceback" not in said


def test_without_search_the_scheduler_measures_and_does_its_jobs(tmp_path: Path) -> None:
    (tmp_path / "search.db").write_bytes(b"not a database at all " * 1_000)
    with at_work(tmp_path, "schedule", "search") as process:
        deadline = time.monotonic() + PATIENCE_S
        with closing(desk_in(tmp_path, "reader")) as desk:
            while not desk.jobs.planned():
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        code, _, said = told_to_end(process)
    assert code == 0, said
    assert "search.db is not a database" in said
