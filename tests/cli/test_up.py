"""``up``: everything starts, one signal ends all of it, and what keeps it from starting is one clear line."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import psutil
import pytest

from app.cli.up import RUNNING
from tests.workers.desks import desk_in
from workers.lock import is_held, only_one
from workers.roles import NAMES

PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Up:
    """``mission-control up --no-seed`` on a free port, as a terminal would start it."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self.said = data, free_port(), data.parent / "said"
        environ = {**os.environ, "MC_DATA": str(data), "MC_PORT": str(self.port)}
        with self.said.open("w") as out:
            self.process = psutil.Popen(
                [sys.executable, "-m", "app.cli.main", "up", "--no-seed"],
                env=environ,
                cwd=Path(__file__).parents[2],
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.said.read_text()

    def serving(self) -> "Up":
        """Itself, once it serves and all of its processes are at work."""
        deadline = time.monotonic() + PATIENCE_S
        while "Mission Control is at" not in self.text or not self._working():
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.05)
        return self

    def _working(self) -> bool:
        return all(is_held(self.data, name) for name in NAMES)

    def family(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as flaw:
            return flaw.code


@pytest.fixture
def up(data: Path) -> Iterator[Up]:
    data.parent.mkdir(exist_ok=True)
    started = Up(data)
    try:
        yield started.serving()
    finally:
        if started.process.poll() is None:
            started.process.kill()
            started.process.wait()


def all_gone(family: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(family, timeout=PATIENCE_S)
    return not alive


def test_it_serves_and_ctrl_c_ends_every_process(up: Up) -> None:
    assert [up.get(path) for path in ("/healthz", "/readyz", "/api/v1/iterations", "/")] == [200] * 4
    noted = json.loads((up.data / RUNNING).read_text())
    assert list(noted["processes"]) == ["web", "ingest", "scheduler"]
    family = up.family()
    assert {psutil.Process(pid) for pid in noted["processes"].values()} <= set(family)
    os.killpg(up.process.pid, signal.SIGINT)  # as a terminal does it
    assert up.process.wait(timeout=PATIENCE_S) == 0
    assert all_gone(family)
    assert not (up.data / RUNNING).exists()
    assert "Traceback" not in up.text
    assert f"MC_PORT={up.port}" in up.text
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", up.port)) != 0


def test_a_process_that_dies_ends_the_rest_with_one_clear_line(up: Up) -> None:
    family = up.family()
    psutil.Process(json.loads((up.data / RUNNING).read_text())["processes"]["ingest"]).kill()
    assert up.process.wait(timeout=PATIENCE_S) == 2
    assert all_gone(family)
    assert "ingest ended by itself (exit code -9); ending the rest" in up.text


def test_a_polite_kill_ends_every_process_too(up: Up) -> None:
    family = up.family()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(timeout=PATIENCE_S) == 0
    assert all_gone(family)


def refused(data: Path, **more: str) -> str:
    """The one line, after the settings, with which it refuses to start."""
    (line,) = refusal(data, **more)
    return line


def refusal(data: Path, **more: str) -> list[str]:
    """What it says, after the settings, before it refuses to start."""
    told = subprocess.run(
        [sys.executable, "-m", "app.cli.main", "up", "--no-seed"],
        env={**os.environ, "MC_DATA": str(data), "MC_PORT": str(free_port()), **more},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    lines = [line for line in told.stderr.splitlines() if not line.startswith("MC_")]
    assert told.returncode == 2
    return lines


def test_a_taken_port_is_one_line(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = refused(data, MC_PORT=str(port))
    assert f"port {port} on 127.0.0.1 cannot be used" in line
    assert "MC_PORT=" in line


@pytest.mark.parametrize("folder", ["/proc/nowhere", "/dev/null"])
def test_a_folder_that_cannot_be_used_is_one_line(folder: str) -> None:
    assert f"MC_DATA={folder} cannot be used" in refused(Path(folder))


def test_data_of_a_newer_version_is_one_line_that_says_what_to_do(data: Path) -> None:
    desk_in(data).graph.ping()
    with closing(apsw.Connection(str(data / "graph.db"))) as connection:
        connection.execute("PRAGMA user_version = 999")
    line = refused(data)
    assert "newer" in line
    assert "mission-control reset" in line


def test_a_store_that_does_not_answer_is_waited_for_as_long_as_is_set(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "graph.db").write_bytes(b"not a database at all " * 1_000)
    lines = refusal(data, MC_PATIENCE="1s")
    assert "waiting for a store" in lines[0]
    assert "waited for 1 s, MC_PATIENCE gives it longer" in lines[-1]


def test_without_search_it_starts_and_says_what_is_missing(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "search.db").write_bytes(b"not a database at all " * 1_000)
    started = Up(data)
    try:
        assert started.serving().get("/readyz") == 200
        assert "goes on without search" in started.text
    finally:
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(timeout=PATIENCE_S) == 0


def test_two_of_them_do_not_share_a_folder(data: Path) -> None:
    with only_one(data, "up"):
        assert "another up already works on" in refused(data)
