"""``rebuild``, ``replay`` and ``dlq`` with the log on Kafka and the graph in Neo4j, as a person calls them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import pytest

from app.domain.events import Event
from app.domain.partitions import partition_of
from app.golden import GOLDEN
from app.ports import Batch
from app.use_cases.post import message_of, send
from app.wire import avro
from tests.builders import event
from tests.cli.conftest import Run
from tests.cli.looking import Looking
from tests.contracts.servers import needs
from tests.workers.dead_letters import set_aside
from tests.workers.desks import forget_on_servers, on_servers, served_desk
from workers.drain import drain

pytestmark = [*needs("kafka", "neo4j"), pytest.mark.timeout(180)]

DEBT = "Iter-Golden-TechDebt"
STREAMS = ("dde", "bdv", "acc")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def data(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of an installation whose log and graph lie on servers."""
    for name in ("MC_POSTGRES", "MC_REDIS", "MC_OPENSEARCH", "MC_REGISTRY", "MC_KAFKA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in on_servers(data).items():
        monkeypatch.setenv(name, value)
    yield data
    forget_on_servers(data)


def task(name: str, minute: float = 0, iteration: str = "i1") -> Event:
    return event("dde.task.created", minute, tenant="local", iteration=iteration, task_id=name)


def told(data: Path, *events: Event, taken_in: bool = True) -> None:
    """Events on the log; if they are not taken in, the worker is past them all the same."""
    with closing(served_desk(data)) as desk:
        for _ in send(desk.log, avro.encode, events):
            pass
        if taken_in:
            drain(desk)
        for consumer in ("ingest", "conclude"):
            desk.graph.append(Batch(consumer, desk.log.ends(STREAMS), []))


@contextmanager
def a_worker(data: Path) -> Iterator[None]:
    """An ingest worker as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", "ingest"], env=dict(os.environ), stderr=subprocess.DEVNULL, cwd=ROOT
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@contextmanager
def events_that_keep_coming(data: Path) -> Iterator[None]:
    """Tasks on the log, one after the other."""
    over = threading.Event()

    def tell() -> None:
        with closing(served_desk(data, "reader")) as desk:
            number = 0
            while not over.wait(0.1):
                number += 1
                desk.log.append([message_of(task(f"T{number}", number, DEBT), avro.encode)])

    telling = threading.Thread(target=tell)
    telling.start()
    try:
        yield
    finally:
        over.set()
        telling.join()


def test_a_graph_built_anew_takes_the_place_while_events_come_and_readers_see_no_gap(run: Run, data: Path) -> None:
    told(data, *islice(GOLDEN[DEBT].events("local"), 150))
    looking = Looking(data, DEBT)
    looking.start()
    with a_worker(data):
        with events_that_keep_coming(data):
            looking.sees_more()
            answer = run("rebuild", "--json").document
            looking.sees_more()
        assert run("replay", "--iteration", DEBT, "--json").document["missing"] == 0
    looking.ended()
    assert (answer["agrees"], answer["switched"]) == (True, True)
    for seen in (looking.revisions, looking.through, looking.into):
        assert seen == sorted(seen)
    assert looking.through[0] >= 10
    assert run("verify", DEBT).code == 0


def test_a_stretch_by_when_it_was_learned_is_found_by_the_brokers_own_stamps(run: Run, data: Path) -> None:
    told(data, *[task(f"A{n}", n, f"i{n % 7}") for n in range(70)])
    time.sleep(0.01)
    between = time.time_ns() // 1_000_000
    told(data, *[task(f"B{n}", n, f"i{n % 7}") for n in range(30)])
    since = run("replay", "--since", str(between), "--dry-run", "--json").document
    until = run("replay", "--until", str(between), "--dry-run", "--json").document
    assert (since["records"], since["selected"]) == (30, 30)
    assert until["selected"] == 70


def test_what_was_missed_comes_in_and_what_is_known_stays(run: Run, data: Path) -> None:
    told(data, task("A"))
    told(data, task("B", 1), task("C", 2), taken_in=False)
    first = run("replay", "--json").document
    assert (first["known"], first["missing"]) == (1, 2)
    second = run("replay", "--json").document
    assert (second["missing"], second["states"][0]["before"]) == (0, first["states"][0]["after"])
    trial = run("replay", "--iteration", "i1", "--as", "trial", "--json").document
    assert trial["missing"] == 3
    entered = run("audit", "--kind", "convergence.store.replayed", "--json").document["entries"]
    assert [entry["after"]["records"] for entry in entered] == [3, 0, 2]


def test_overrides_survive_a_rebuild_and_a_replay(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MC_ADMINS", "Ada")
    told(data, event("dde.task.failed", tenant="local", task_id="A"))
    asked = ("override", "ask", "i1", "approve", "--by", "Eve", "--reason", "the fix cannot wait", "--json")
    one = run(*asked).document["override_id"]
    assert run("override", "approve", "i1", one, "--by", "Ada").code == 0
    run(*asked)
    before = run("override", "list", "i1", "--json").document
    assert [found["state"] for found in before["overrides"]] == ["requested", "approved"]
    assert run("rebuild", "--json").document["agrees"]
    assert run("replay", "--iteration", "i1", "--json").document["missing"] == 0
    assert run("override", "list", "i1", "--json").document == before
    assert run("gate", "i1").code == 0


def test_letters_that_are_sent_again_keep_the_order_of_each_key(run: Run, data: Path) -> None:
    keys = ("i1", "i2", "i3", "a-much-longer-name")
    messages = [message_of(task(f"T{n}", n, keys[n * 7 % 4]), avro.encode) for n in range(40)]
    with closing(served_desk(data)) as desk:
        set_aside(desk, messages)
        before = desk.log.ends(STREAMS)
        for consumer in ("ingest", "conclude"):
            desk.graph.append(Batch(consumer, before, []))
    groups = run("dlq", "list", "--by", "iteration", "--json").document
    assert sum(group["count"] for group in groups) == 40
    answer = run("dlq", "redrive", "--yes", "--json").document
    assert (len(answer["went_through"]), answer["failed"]) == (40, [])
    with closing(served_desk(data, "reader")) as desk:
        again = desk.log.read(STREAMS, before, 100)
        assert {info.scope.iteration: info.events for info in desk.graph.scopes()} == dict.fromkeys(keys, 10)
    for key in keys:
        values = [record.value for record in again if record.key == key]
        assert values == [message.value for message in messages if message.key == key]
    assert all(record.partition == partition_of(record.topic, record.key) for record in again)
