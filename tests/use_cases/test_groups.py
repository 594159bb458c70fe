"""Who reads the log is told with what it has not taken in, since when, and why its place is not known."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import StoreUnavailable
from app.ports import Batch
from app.use_cases.groups import KEEPERS, Behind, behind, groups, topics_of
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.readers import READERS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path)
    yield opened
    opened.close()


def tell(desk: Desk, *names: str) -> None:
    for _ in send(desk.log, encode, [event("dde.task.created", task_id=name) for name in names]):
        pass


def test_every_reader_of_the_workers_is_told_of_with_the_topics_that_it_reads() -> None:
    found = {consumer: reader.topics for reader in READERS for consumer in reader.consumers}
    assert found == {name: topics_of(name) for name in KEEPERS}


def test_whoever_has_read_everything_is_not_behind(desk: Desk) -> None:
    tell(desk, "A", "B")
    drain(desk)
    found = {group.name: group for group in groups(desk)}
    assert {(group.records, group.seconds, group.away) for group in found.values()} == {(0, 0.0, "")}
    assert {place.position for place in found["ingest"].places} == {place.end for place in found["ingest"].places}
    assert found["ingest"].holders is None


def test_what_is_not_taken_in_is_counted_and_the_oldest_of_it_tells_since_when(desk: Desk) -> None:
    tell(desk, "A")
    first = desk.log.read(("dde",), {}, 1)[0].accepted >> 20
    tell(desk, "B", "C")
    ends = desk.log.ends(("dde",))
    assert behind(desk.log, ("dde",), {}, ends, first + 5_000) == Behind(3, 5.0)
    assert behind(desk.log, ("dde",), ends, ends, first + 5_000) == Behind(0, 0.0)
    (place,) = {group.name: group for group in groups(desk)}["ingest"].places
    assert (place.position, place.end) == (0, 3)


def test_a_store_that_is_away_is_named_and_the_others_are_told(desk: Desk) -> None:
    class Away:
        def positions(self, _consumer: str) -> dict[str, int]:
            raise StoreUnavailable("search at 127.0.0.1:9200 refuses connections")

    tell(desk, "A")
    desk.graph.append(Batch("ingest", desk.log.ends(("dde",)), []))
    found = {group.name: group for group in groups(dataclasses.replace(desk, search=Away()))}  # type: ignore[arg-type]
    assert found["search"].away == "search at 127.0.0.1:9200 refuses connections"
    assert (found["ingest"].records, found["measures"].records) == (0, 1)
