"""Processes that live and end together."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.cli import processes
from app.cli.processes import Crew, read_procfile
from app.errors import SetupError

SLEEP = f"{sys.executable} -c 'import time; time.sleep(60)'"
DEAF = (
    f"{sys.executable} -u -c 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    'print("deaf"); time.sleep(60)\''
)
PARENT = (
    f'{sys.executable} -u -c \'import subprocess; p = subprocess.Popen(["sleep", "60"]); print(p.pid); p.wait()\''
)


class Heard(list[tuple[str, str]]):
    """What the processes wrote."""

    def show(self, name: str, line: str) -> None:
        self.append((name, line))


def until(true: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def crew(tmp_path: Path) -> Crew:
    return Crew(tmp_path, {**os.environ, "GREETING": "hello"}, Heard().show)


def test_a_procfile_names_its_processes_in_order(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("# two of them\nweb: serve --port $MC_PORT\n\ningest: work : hard\n")
    assert list(read_procfile(tmp_path / "Procfile").items()) == [
        ("web", "serve --port $MC_PORT"),
        ("ingest", "work : hard"),
    ]


def test_a_procfile_that_is_not_there_or_not_understood_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="run this from a checkout"):
        read_procfile(tmp_path / "Procfile")
    (tmp_path / "Procfile").write_text("web serve\n")
    with pytest.raises(SetupError, match=r"Procfile:1: .*'web serve'"):
        read_procfile(tmp_path / "Procfile")


def test_output_is_shown_under_the_name_of_its_process(tmp_path: Path) -> None:
    heard = Heard()
    crew = Crew(tmp_path, {**os.environ, "GREETING": "hello"}, heard.show)
    crew.start("one", "sh -c 'echo $GREETING; echo oops >&2'")
    until(lambda: len(heard) == 2)
    assert sorted(heard) == [("one", "hello"), ("one", "oops")]
    crew.stop(threading.Event())


def test_one_that_ends_by_itself_is_named_with_its_exit_code(crew: Crew) -> None:
    crew.start("steady", SLEEP)
    crew.start("brief", "sh -c 'exit 3'")
    until(crew.ended)
    assert crew.ended() == ("brief", 3)
    crew.stop(threading.Event())


def test_stopping_ends_all_of_them_and_what_they_started(tmp_path: Path) -> None:
    heard = Heard()
    crew = Crew(tmp_path, os.environ, heard.show)
    crew.start("parent", PARENT)
    crew.start("steady", SLEEP)
    until(lambda: heard)
    grandchild, children = int(heard[0][1]), list(crew.pids.values())
    crew.stop(threading.Event())
    assert all(map(gone, children))
    until(lambda: gone(grandchild))


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_S", 0.3)
    heard = Heard()
    crew = Crew(tmp_path, os.environ, heard.show)
    crew.start("deaf", DEAF)
    until(lambda: heard)
    crew.stop(threading.Event())
    assert gone(crew.pids["deaf"])


def test_a_second_wish_to_stop_does_not_wait(tmp_path: Path) -> None:
    heard = Heard()
    crew = Crew(tmp_path, os.environ, heard.show)
    crew.start("deaf", DEAF)
    until(lambda: heard)
    hurry = threading.Event()
    hurry.set()
    began = time.monotonic()
    crew.stop(hurry)
    assert time.monotonic() - began < processes.STOP_S / 2
    assert gone(crew.pids["deaf"])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_end_even_when_their_parent_is_killed() -> None:
    script = (
        "import os, time\nfrom pathlib import Path\nfrom app.cli.processes import Crew\n"
        "crew = Crew(Path('.'), os.environ, lambda *_: None)\n"
        f"crew.start('steady', {SLEEP!r})\nprint(crew.pids['steady'], flush=True)\ntime.sleep(60)\n"
    )
    parent = psutil.Popen([sys.executable, "-c", script], stdout=-1)
    child = int(parent.stdout.readline())
    assert not gone(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until(lambda: gone(child))
