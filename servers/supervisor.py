"""Starts servers side by side, waits until each answers, and ends exactly those it started."""

import fcntl
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Final

from servers import probe
from servers.install import install
from servers.java import NONE, newest
from servers.process import Record, end, kill, read_record, spawn
from servers.server import Broken, Missing, Place, Server
from servers.settings import Settings

LOOK_S: Final = 0.2


@dataclass(frozen=True)
class State:
    """How a server fares. ``trouble`` says in one line why it does not answer, empty when it does; ``record`` is the
    process, None when none of ours runs."""

    server: Server
    record: Record | None
    trouble: str = ""


@dataclass
class Supervisor:
    """The servers of one state folder. ``everyone`` are all there are: one may lean on another not asked for."""

    settings: Settings
    everyone: Sequence[Server]
    done: dict[str, Event] = field(default_factory=dict)

    def start(self, servers: Sequence[Server]) -> list[State]:
        """Bring up what does not run; leave what runs alone. Two who call this at once take turns."""
        with self._turn():
            lacks = install(self._idle(servers), self.settings)
            self.done = {server.name: Event() for server in servers}
            with ThreadPoolExecutor(max(1, len(servers))) as pool:
                return list(pool.map(lambda server: self._start(server, lacks.get(server.name, "")), servers))

    def status(self, servers: Sequence[Server]) -> list[State]:
        """How they fare now."""
        with ThreadPoolExecutor(max(1, len(servers))) as pool:
            return list(pool.map(self._look, servers))

    def stop(self, servers: Sequence[Server]) -> list[str]:
        """End those that we started, the ones that lean on others first. Returns the names of those that ran."""
        with self._turn():
            leaning = [server for server in servers if server.after]
            others = [server for server in servers if not server.after]
            return [name for some in (leaning, others) for name in self._end(some, crash=False)]

    def kill(self, servers: Sequence[Server]) -> list[str]:
        """End them at once, as a crash would. Returns the names of those that ran."""
        with self._turn():
            return self._end(servers, crash=True)

    def _idle(self, servers: Sequence[Server]) -> list[Server]:
        """Those of whose kind none runs: nobody's files are changed under a process that reads them."""
        busy = {server.kind for server in self.everyone if read_record(self._place(server).record)}
        return [server for server in servers if server.kind not in busy]

    def _start(self, server: Server, lacks: str) -> State:
        try:
            if lacks:
                raise Missing(lacks)
            record = self._bring_up(server)
            return State(server, record)
        except (Missing, Broken, OSError) as flaw:
            return State(server, read_record(self._place(server).record), str(flaw))
        finally:
            self.done[server.name].set()

    def _bring_up(self, server: Server) -> Record:
        place = self._place(server)
        if running := read_record(place.record):
            return running if server.ready(place) else _wait(server, place, running, time.monotonic())
        self._wait_for(server.after)
        for port in filter(probe.listens, place.ports.values()):
            raise Broken(f"port {port} is taken by a process that was not started from {self.settings.state}")
        began = time.monotonic()
        place.data.mkdir(parents=True, exist_ok=True)
        server.prepare(place)
        record = spawn(server.command(place), place.data, place.log, server.user)
        record.write(place.record)
        return _wait(server, place, record, began)

    def _wait_for(self, names: Sequence[str]) -> None:
        """What a server leans on comes first. Raises Broken."""
        for server in (server for server in self.everyone if server.name in names):
            if server.name in self.done:
                self.done[server.name].wait()
            if not server.ready(self._place(server)):
                raise Broken(f"it needs {server.name}, which does not answer")

    def _look(self, server: Server) -> State:
        place = self._place(server)
        record = read_record(place.record)
        if not record:
            return State(server, None, "does not run")
        return State(server, record, "" if server.ready(place) else f"does not answer; {place.log} may say why")

    def _end(self, servers: Sequence[Server], *, crash: bool) -> list[str]:
        """All at once: brokers that end one after the other wait for each other."""
        running = [(server, record) for server in servers if (record := read_record(self._place(server).record))]

        def one(pair: tuple[Server, Record]) -> str:
            server, record = pair
            kill(record) if crash else end(record, server.stop, server.patience_s)
            return server.name

        with ThreadPoolExecutor(max(1, len(running))) as pool:
            names = list(pool.map(one, running))
        for server in servers:
            self._place(server).record.unlink(missing_ok=True)
        return names

    def _place(self, server: Server) -> Place:
        return server.place(self.settings, newest() or NONE)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self.settings.state.mkdir(parents=True, exist_ok=True)
        with (self.settings.state / "lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _wait(server: Server, place: Place, record: Record, began: float) -> Record:
    """Wait until it answers, and write down how long that took. Raises Broken when it ends or takes too long."""
    while not server.ready(place):
        if not record.lives():
            place.record.unlink(missing_ok=True)
            raise Broken(f"it ended while it started: {_last_line(place)}")
        if time.monotonic() - began > server.start_s:
            raise Broken(f"it does not answer after {server.start_s:.0f} s; {place.log} may say why")
        time.sleep(LOOK_S)
    ready = record.ready_after(time.monotonic() - began)
    ready.write(place.record)
    return ready


def _last_line(place: Place) -> str:
    lines = place.log.read_text(encoding="utf-8", errors="replace").split("\n") if place.log.exists() else []
    return next((line.strip()[-200:] for line in reversed(lines) if line.strip()), "it said nothing")
