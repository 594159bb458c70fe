"""Ingest workers on servers share the stream: stopped, killed, joined by others, they come to what one comes to."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.desk import Desk
from app.domain.events import STREAMS
from app.ports import UNDIVIDED, Message, Record
from app.settings import read_settings
from app.use_cases.progress import CONSUMER, JUDGE, reached
from app.wire import avro, deadletters
from app.wiring import open_desk
from tests.builders import event
from tests.contracts.servers import address, close, namespace, needs
from tests.workers.test_ingest import run
from tests.workers.test_shares import state
from workers.drain import drain
from workers.rebuild import Retold

pytestmark = [*needs("kafka"), *needs("neo4j"), pytest.mark.timeout(280)]

ITERATIONS = tuple(f"i{n}" for n in range(8))
PARTS = 5


def story() -> list[Message]:
    """Iterations with links, late events, redeliveries, verdicts that turn and unreadable messages."""
    chance, told = random.Random(11), []
    for name in ITERATIONS:
        told.append(event("bdv.iteration.declared", 0, iteration=name, required_streams=["bdv"]))
        for n in range(20):
            about = {"iteration": name, "task_id": f"T{n}"}
            told.append(event("dde.requirement.created", n, iteration=name, requirement_id=f"R{n}", name="x"))
            told.append(event("dde.task.created", n, **about, requirement_id=f"R{n}"))
            told.append(event("dde.task.started", n + 0.2, **about))
            told.append(event("dde.task.completed", n + 0.4, **about))
        for n in range(3):
            outcome = chance.choice(["FAILED", "PASSED"])
            told += [msgspec.structs.replace(e, iteration_id=name) for e in run(outcome, 10 * n, f"r{n}")]
    chance.shuffle(told)
    told += chance.sample(told, 60)
    good = [Message(e.stream, e.iteration_id, avro.encode(e)) for e in told]
    return good + [Message("dde", f"i{n % 8}", f"broken {n}".encode()) for n in range(20)]


class Site:
    """An installation of its own on the servers, and the workers that were started there."""

    def __init__(self, folder: Path) -> None:
        name = namespace(folder)
        self.variables = {
            "MC_DATA": str(folder / "data"),
            "MC_STORE": "servers",
            "MC_KAFKA": address("MC_KAFKA"),
            "MC_NEO4J": address("MC_NEO4J"),
            "MC_NEO4J_PASSWORD": address("MC_NEO4J_PASSWORD"),
            "MC_NAMESPACE": name,
        }
        self.desk: Desk = open_desk(read_settings(self.variables), "writer")
        self._folder, self._workers = folder, list[subprocess.Popen[bytes]]()

    def start(self) -> subprocess.Popen[bytes]:
        """One more ingest worker; what it says goes to a file."""
        number = len(self._workers) + 1
        command = [sys.executable, "-m", "workers", "ingest", "--number", str(number)]
        path = os.pathsep.join(sys.path)
        environ = {**{k: v for k, v in os.environ.items() if not k.startswith("MC_")}, **self.variables}
        with (self._folder / f"worker-{number}.log").open("wb") as said:
            worker = subprocess.Popen(command, env={**environ, "PYTHONPATH": path}, stderr=said)
        self._workers.append(worker)
        return worker

    def said(self) -> str:
        """All that the workers said."""
        return "\n".join(file.read_text() for file in sorted(self._folder.glob("worker-*.log")))

    def taken(self) -> int:
        """How many events the graph holds."""
        return sum(info.events for info in self.desk.graph.scopes())

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for it, two minutes at most."""
        deadline = time.monotonic() + 120
        while not done():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.wait()
        close(self.desk.graph, self.desk.log._log)  # type: ignore[attr-defined]
        self.desk.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.close()


class Heard(Retold):
    """A log that is read again; what is concluded from it is only listened to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.log, desk.graph)
        self.said: list[Message] = []

    def append(self, messages: Sequence[Message]) -> list[Record]:
        self.said += messages
        return []


def ids(messages: Iterable[Message | Record]) -> set[str]:
    """Which letters and which conclusions these are."""
    letters = {deadletters.decode(one.value).letter_id for one in messages if one.topic == "dlq"}
    return letters | {avro.decode(one.value).event_id for one in messages if one.topic == "convergence"}


def finished(desk: Desk) -> bool:
    ends = desk.log.ends(STREAMS)
    done = (desk.graph.positions(CONSUMER), desk.graph.positions(JUDGE))
    return all(reached(positions, ends) for positions in done) and not desk.graph.outbox(1)


def agrees(site: Site, folder: Path) -> None:
    """What is in the graph, and what was published, is what one undisturbed worker makes of the same log."""
    with closing(SqliteGraph(folder / "alone.db")) as graph:
        log = Heard(site.desk)
        drain(replace(site.desk, graph=graph, log=log, shares=UNDIVIDED))
        assert len(state(graph)) == len(ITERATIONS)
        assert state(site.desk.graph) == state(graph)
    assert ids(site.desk.log.read(["dlq", "convergence"], {}, 10_000)) == ids(log.said)
    assert "Deadlock" not in site.said()


def test_workers_that_come_and_go_do_what_one_does_alone(site: Site, tmp_path: Path) -> None:
    told = story()
    parts = [told[n::PARTS] for n in range(PARTS)]
    site.desk.log.append(parts[0])
    first, second = site.start(), site.start()
    site.until(lambda: site.taken() > 0)
    for part in parts[1:3]:
        site.desk.log.append(part)
        time.sleep(0.5)
    first.send_signal(signal.SIGTERM)
    site.desk.log.append(parts[3])
    site.start()
    assert first.wait(10) == 0
    second.kill()
    for part in parts[4:]:
        site.desk.log.append(part)
    site.until(lambda: finished(site.desk))
    agrees(site, tmp_path)


def test_who_slept_until_others_took_over_does_no_harm_when_it_wakes(site: Site, tmp_path: Path) -> None:
    told = story()
    parts = [told[n::PARTS] for n in range(PARTS)]
    site.desk.log.append(parts[0])
    first, _ = site.start(), site.start()
    site.until(lambda: finished(site.desk))
    first.send_signal(signal.SIGSTOP)
    site.desk.log.append(parts[1])
    site.until(lambda: finished(site.desk))
    site.desk.log.append(parts[2])
    first.send_signal(signal.SIGCONT)
    for part in parts[3:]:
        site.desk.log.append(part)
    site.until(lambda: finished(site.desk))
    agrees(site, tmp_path)
