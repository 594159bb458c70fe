"""A graph that is built anew is the same graph, and takes its place while others read and write."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.errors import StoreUnavailable
from app.golden import GOLDEN
from app.ports import Batch
from app.use_cases.post import send
from app.use_cases.upkeep.retention import TOPICS, Seen, retain
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.ingest import Ingest
from workers.rebuild import Rebuilt, rebuild

SCOPE = Scope("t", "i1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path)
    yield opened
    opened.close()


def sent(desk: Desk, *events: Event) -> None:
    for _ in send(desk.log, encode, events):
        pass


def rebuilt(desk: Desk, **how: Any) -> Rebuilt:
    return rebuild(desk, lambda _taken: None, **how)


def test_built_anew_from_the_log_every_state_hash_is_the_same(desk: Desk) -> None:
    for name in ("Iter-Golden-TechDebt", "Iter-Golden-LateEvents"):
        sent(desk, *GOLDEN[name].events("t"))
    drain(desk)
    before = {i.scope: state_hash(desk.graph.entries(i.scope)) for i in desk.graph.scopes()}
    done = rebuilt(desk)
    assert done.agrees
    assert done.switched
    assert {i.scope: state_hash(desk.graph.entries(i.scope)) for i in desk.graph.scopes()} == before
    assert desk.graph.outbox(10) == []


def test_nothing_is_published_a_second_time(desk: Desk) -> None:
    sent(desk, *GOLDEN["Iter-Golden-DesignGap"].events("t"))
    drain(desk)
    before = desk.log.ends(("convergence", "dlq"))
    rebuilt(desk)
    drain(desk)
    assert desk.log.ends(("convergence", "dlq")) == before


def test_a_dry_run_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    sent(desk, event("dde.task.created", task_id="A"))
    drain(desk)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert not rebuilt(desk, switch=False).switched
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_graph_that_says_something_else_is_not_put_in_place_unless_it_is_wanted(desk: Desk) -> None:
    """The graph in use holds something that no log ever told."""
    sent(desk, event("dde.task.created", task_id="A"))
    drain(desk)

    stray = entry_of(event("dde.task.created", 1, task_id="B"), 1 << 60)
    desk.graph.append(Batch("stray", {}, [stray]))
    done = rebuilt(desk)
    assert not done.agrees
    assert not done.switched
    assert len(desk.graph.snapshot(SCOPE).labelled("Task")) == 2
    assert rebuilt(desk, differing=True).switched
    assert len(desk.graph.snapshot(SCOPE).labelled("Task")) == 1


def test_a_reader_goes_on_with_the_new_graph_and_what_it_had_read_stays_whole(desk: Desk, tmp_path: Path) -> None:
    sent(desk, *GOLDEN["Iter-Golden-TechDebt"].events("t"))
    drain(desk)
    scope = Scope("t", "Iter-Golden-TechDebt")
    reader = desk_in(tmp_path, "reader")
    held = reader.graph.snapshot(scope)
    assert rebuilt(desk).switched
    assert rebuilt(desk).switched
    assert len(held.nodes) > 100
    assert {node.id: node for node in held.nodes.values()} == dict(reader.graph.snapshot(scope).nodes)
    reader.close()


def test_a_worker_goes_on_with_the_new_graph_where_it_stands(desk: Desk, tmp_path: Path) -> None:
    mine = desk_in(tmp_path)
    sent(desk, event("dde.task.created", task_id="A"))
    drain(mine)
    ingest = Ingest(mine)
    assert rebuilt(desk).switched
    sent(desk, event("dde.task.created", 1, task_id="B"), event("dde.task.completed", 2, task_id="A"))
    for _ in range(50):
        try:
            if not ingest.step() and ingest.idle():
                break
        except StoreUnavailable as told:
            assert "exchanged" in str(told)
        threading.Event().wait(0.02)
    tasks = {n.id.key: n.get("status") for n in desk.graph.snapshot(SCOPE).labelled("Task")}
    assert tasks == {"A": "COMPLETED", "B": None}
    mine.close()


def working(desk: Desk, stop: threading.Event) -> None:
    """An ingest worker, as long as it is not stopped."""
    ingest = Ingest(desk)
    while not stop.wait(0.01):
        with contextlib.suppress(StoreUnavailable):
            ingest.step()


def test_it_switches_while_events_keep_coming(desk: Desk, tmp_path: Path) -> None:
    writer, stop = desk_in(tmp_path), threading.Event()
    worker = threading.Thread(target=working, args=(writer, stop))
    worker.start()
    for number in range(60):
        sent(desk, event("dde.task.created", number, task_id=f"T{number}"))
        if number == 30:
            while not desk.graph.scopes():  # from the first event taken in on, there is always something to see
                stop.wait(0.01)
            assert rebuilt(desk).switched
    while len(desk.graph.snapshot(SCOPE).labelled("Task")) < 60:
        stop.wait(0.05)
    stop.set()
    worker.join()
    writer.close()
    drain(desk)
    assert rebuilt(desk).agrees


def telling(desk: Desk, stop: threading.Event) -> None:
    """Events without a pause, in each of which something is to be judged."""
    number = 0
    while not stop.wait(0.004):
        number += 1
        sent(desk, event("dde.task.created", number, iteration=f"i{number % 3}", task_id=f"T{number}"))


def test_it_comes_to_its_end_while_events_come_without_a_pause(desk: Desk, tmp_path: Path) -> None:
    desks, stop = [desk_in(tmp_path), desk_in(tmp_path)], threading.Event()
    threads = [
        threading.Thread(target=work, args=(mine, stop)) for mine, work in zip(desks, (working, telling), strict=True)
    ]
    sent(desk, *GOLDEN["Iter-Golden-TechDebt"].events("t"))
    for thread in threads:
        thread.start()
    done = [rebuilt(desk, wait_s=30) for _ in range(3)]
    stop.set()
    for thread, mine in zip(threads, desks, strict=True):
        thread.join()
        mine.close()
    assert all(one.agrees and one.switched for one in done)
    drain(desk)
    assert rebuilt(desk).agrees


def test_it_reads_on_in_the_archive_where_the_log_has_let_go(desk: Desk) -> None:
    sent(desk, *GOLDEN["Iter-Golden-TechDebt"].events("t"))
    drain(desk)
    positions = desk.graph.positions("ingest")
    done = retain(desk.log, desk.archive, [Seen(TOPICS[:3], positions)], dict.fromkeys(TOPICS, desk.clock() + 1))
    assert done.trimmed == sum(desk.log.ends(TOPICS).values())
    sent(desk, event("dde.task.created", iteration="Iter-Golden-TechDebt", task_id="Late"))
    drain(desk)
    again = rebuilt(desk)
    assert again.records == sum(desk.log.ends(("dde", "bdv", "acc")).values())
    assert again.agrees
    assert again.switched
