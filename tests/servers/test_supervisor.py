"""Servers are started once, found again, brought back when they died, and ended without harm to anybody else's."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from servers import probe
from servers.process import Record, birth, family, gone, read_record
from servers.server import Debian, Server
from servers.settings import Settings
from servers.supervisor import Supervisor
from servers.table import table, troubles
from tests.servers.small import pid_of, record_of, running_script, small

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    one = small()
    yield one
    Supervisor(settings, [one]).kill([one])


def test_a_server_is_started_and_answers(server: Server, settings: Settings) -> None:
    supervisor = Supervisor(settings, [server])
    [state] = supervisor.start([server])
    assert state.trouble == ""
    assert probe.listens(server.ports["http"])
    name, _, address, memory, unit, seconds = table([state], settings).splitlines()[1].split()
    assert (name, address, unit) == ("small", server.address(settings), "MB")
    assert int(memory) > 0
    assert float(seconds) > 0


def test_started_twice_it_is_left_alone(server: Server, settings: Settings) -> None:
    supervisor = Supervisor(settings, [server])
    supervisor.start([server])
    before = record_of(server, settings)
    [again] = supervisor.start([server])
    assert again.record == before


def test_two_who_start_it_at_once_start_one(server: Server, settings: Settings) -> None:
    both = [Supervisor(settings, [server]) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        states = [state for some in pool.map(lambda one: one.start([server]), both) for state in some]
    assert len({state.record.pid for state in states if state.record}) == 1
    assert troubles(states) == []


def test_killed_by_somebody_it_is_missed_and_started_again(server: Server, settings: Settings) -> None:
    supervisor = Supervisor(settings, [server])
    supervisor.start([server])
    record = record_of(server, settings)
    assert record is not None
    os.killpg(record.pid, signal.SIGKILL)
    assert gone(record, 5.0)
    assert troubles(supervisor.status([server])) == ["small: does not run"]
    assert troubles(supervisor.start([server])) == []
    assert pid_of(server, settings) != record.pid


def test_stopped_it_is_gone_and_its_port_free(server: Server, settings: Settings) -> None:
    supervisor = Supervisor(settings, [server])
    supervisor.start([server])
    pid = pid_of(server, settings)
    assert supervisor.stop([server]) == ["small"]
    assert birth(pid) is None
    assert not probe.listens(server.ports["http"])
    assert supervisor.stop([server]) == []


def test_a_process_that_was_given_the_old_id_is_not_taken_for_the_server(server: Server, settings: Settings) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        born = birth(stranger.pid)
        assert born is not None
        Record(stranger.pid, born - 1, ("small",)).write(server.place(settings).record)
        supervisor = Supervisor(settings, [server])
        assert troubles(supervisor.status([server])) == ["small: does not run"]
        assert supervisor.stop([server]) == []
        assert stranger.poll() is None
        assert troubles(supervisor.start([server])) == []
        stranger.communicate(b"\n")


@pytest.mark.parametrize("text", ["", "7", "{}", '{"pid": "x"}', '{"pid": 1, "born": 0, "command": [], "seco'])
def test_a_record_that_is_no_record_counts_as_none(text: str, tmp_path: Path) -> None:
    file = tmp_path / "small.json"
    file.write_text(text, encoding="utf-8")
    assert read_record(file) is None


def test_what_does_not_end_when_asked_is_ended(settings: Settings) -> None:
    deaf = running_script(STUBBORN, lambda place: "deaf" in place.log.read_text(encoding="utf-8"))
    supervisor = Supervisor(settings, [deaf])
    supervisor.start([deaf])
    pid = pid_of(deaf, settings)
    assert supervisor.stop([deaf]) == ["small"]
    assert birth(pid) is None


def test_a_port_of_somebody_else_is_named_and_its_owner_left_alone(server: Server, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", server.ports["http"])) as stranger:
        [told] = troubles(Supervisor(settings, [server]).start([server]))
        assert f"port {server.ports['http']} is taken" in told
        assert stranger.fileno() >= 0
    assert record_of(server, settings) is None


def test_what_ends_while_it_starts_says_its_last_word(settings: Settings) -> None:
    broken = running_script("raise SystemExit('the disk is full')", lambda _: False)
    assert troubles(Supervisor(settings, [broken]).start([broken])) == [
        "small: it ended while it started: the disk is full"
    ]


def test_what_takes_too_long_is_told_and_can_still_be_ended(settings: Settings) -> None:
    slow = replace(running_script("import time; time.sleep(60)", lambda _: False), start_s=0.5)
    supervisor = Supervisor(settings, [slow])
    [told] = troubles(supervisor.start([slow]))
    assert record_of(slow, settings)
    assert "does not answer after" in told
    assert supervisor.stop([slow]) == ["small"]


def test_what_is_missing_is_told_in_one_line_and_the_others_start(
    server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(settings.state))
    absent = replace(small("absent"), package=Debian("absent-server", Path("/nowhere/absent")))
    states = Supervisor(settings, [server, absent]).start([server, absent])
    assert troubles(states) == ["absent: apt-get is missing; install absent-server as this system does"]


def test_what_leans_on_another_starts_after_it(server: Server, settings: Settings) -> None:
    leaning = replace(small("leaning"), after=("small",))
    everyone = [leaning, server]
    supervisor = Supervisor(settings, everyone)
    assert troubles(supervisor.start([leaning])) == ["leaning: it needs small, which does not answer"]
    assert troubles(supervisor.start(everyone)) == []
    both = [record_of(one, settings) for one in everyone]
    assert both[0] and both[1] and both[0].born >= both[1].born
    assert supervisor.stop(everyone) == ["leaning", "small"]


def test_the_words_of_the_start_before_are_kept(server: Server, settings: Settings) -> None:
    supervisor = Supervisor(settings, [server])
    supervisor.start([server])
    supervisor.kill([server])
    supervisor.start([server])
    log = server.place(settings).log
    assert "GET /" in log.with_suffix(".log.1").read_text(encoding="utf-8")


def test_killed_its_children_in_sessions_of_their_own_go_with_it(settings: Settings) -> None:
    script = "import subprocess; subprocess.run(['sleep', '60'], start_new_session=True)"
    parent = running_script(script, lambda place: len(family(pid_of(parent, settings))) == 2)
    supervisor = Supervisor(settings, [parent])
    supervisor.start([parent])
    whole = family(pid_of(parent, settings))
    assert supervisor.kill([parent]) == ["small"]
    assert [birth(pid) for pid in whole] == [None, None]


def test_a_process_lives_as_long_as_the_last_of_its_threads(settings: Settings) -> None:
    script = (
        "import ctypes, threading, time; threading.Thread(target=time.sleep, args=(60,)).start(); "
        "ctypes.CDLL(None).pthread_exit(None)"
    )
    headless = running_script(script, lambda place: _state(pid_of(headless, settings)) == "Z")
    supervisor = Supervisor(settings, [headless])
    assert troubles(supervisor.start([headless])) == []
    pid = pid_of(headless, settings)
    assert birth(pid) is not None
    assert supervisor.kill([headless]) == ["small"]
    assert birth(pid) is None


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
