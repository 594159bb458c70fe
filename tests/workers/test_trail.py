"""Who follows a leader reads each record once, hands out none before its turn, and none of it is lost."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk import Desk
from app.ports import EventLog, Message, Positions, Record
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.ingest import TOPICS
from workers.positions import after
from workers.trail import Trail

ITERATIONS = ("a", "b", "c", "d")
RECORDS = 40


@dataclass
class Leader:
    """Where somebody else stands."""

    places: dict[str, int] = field(default_factory=dict)

    def positions(self, _consumer: str) -> dict[str, int]:
        return dict(self.places)


@dataclass
class Counted:
    """A log that remembers what was read of it."""

    log: EventLog
    read_of_it: list[Record] = field(default_factory=list)

    def read(
        self, topics: Collection[str], places: Positions, limit: int, shares: frozenset[int] | None = None
    ) -> list[Record]:
        found = self.log.read(topics, places, limit, shares)
        self.read_of_it += found
        return found


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Desk, list[Record]]]:
    """A log of forty records in several partitions, and all of them."""
    with TemporaryDirectory() as folder:
        desk = desk_in(Path(folder))
        for n in range(RECORDS):
            one = event("dde.task.created", n, iteration=ITERATIONS[n % 4], tenant="local", task_id=f"T{n}")
            desk.log.append([Message(one.stream, one.iteration_id, encode(one))])
        yield desk, desk.log.read(TOPICS, {}, 1_000)
        desk.close()


def followed(
    filled: tuple[Desk, list[Record]], batch: int, wanted: Callable[[Record], bool] = lambda _: True
) -> tuple[Trail, Leader, Counted]:
    leader, log = Leader(), Counted(filled[0].log)
    changes: dict[str, Any] = {"graph": leader, "log": log}
    return Trail(replace(filled[0], **changes), "leader", batch, wanted), leader, log


@given(steps=st.lists(st.integers(0, 15), max_size=12), batch=st.integers(1, 50), fails=st.sets(st.integers(0, 20)))
def test_all_of_it_comes_once_in_order_and_never_before_the_leader(
    filled: tuple[Desk, list[Record]], steps: list[int], batch: int, fails: set[int]
) -> None:
    trail, leader, log = followed(filled, batch)
    places, got, led, turns = dict[str, int](), list[Record](), 0, 0
    for step in [*steps, RECORDS]:
        led = min(RECORDS, led + step)
        leader.places = after(filled[1][:led])
        while came := trail.next(places).records:
            turns += 1
            assert {(one.topic, one.partition, one.offset) for one in came} <= {
                (one.topic, one.partition, one.offset) for one in filled[1][:led]
            }
            if turns not in fails:  # else its store did not answer: the same records come again
                got, places = [*got, *came], places | after(came)
    assert got == filled[1]
    assert len(log.read_of_it) == RECORDS


def test_nothing_is_read_while_the_leader_stands_still(filled: tuple[Desk, list[Record]]) -> None:
    trail, leader, log = followed(filled, 10)
    assert trail.next({}) == ([], {}) and log.read_of_it == []
    leader.places = after(filled[1][:3])
    assert trail.next({}).records == filled[1][:3]
    assert [trail.next(after(filled[1][:3])) for _ in range(5)] == [([], {})] * 5
    assert len(log.read_of_it) == 10


def test_who_begins_elsewhere_reads_anew_from_there(filled: tuple[Desk, list[Record]]) -> None:
    trail, leader, _ = followed(filled, 10)
    leader.places = after(filled[1])
    assert trail.next(after(filled[1][:20])).records == filled[1][20:30]
    trail.begin()
    assert trail.next({}).records == filled[1][:10]


@given(
    steps=st.lists(st.integers(0, 15), max_size=12),
    batch=st.integers(1, 50),
    wanted=st.sets(st.integers(0, RECORDS - 1)),
)
def test_by_what_does_not_concern_it_it_passes_and_nothing_that_does_is_lost(
    filled: tuple[Desk, list[Record]], steps: list[int], batch: int, wanted: set[int]
) -> None:
    chosen = [filled[1][n] for n in sorted(wanted)]
    trail, leader, log = followed(filled, batch, lambda record: record in chosen)
    places, got, led = dict[str, int](), list[Record](), 0
    for step in [*steps, RECORDS]:
        led = min(RECORDS, led + step)
        leader.places = after(filled[1][:led])
        while (stretch := trail.next(places)).reached:
            assert set(map(repr, stretch.records)) <= set(map(repr, filled[1][:led]))
            assert all(place <= leader.places[name] for name, place in stretch.reached.items())
            got, places = [*got, *stretch.records], places | stretch.reached
    assert (sorted(got, key=lambda one: one.accepted), places) == (chosen, after(filled[1]))
    assert len(log.read_of_it) == RECORDS
