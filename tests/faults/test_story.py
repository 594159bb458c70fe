"""The story that is told under load is the same for the same seed, and holds what it promises."""

from itertools import islice

import pytest

from app.errors import BadMessage
from app.wire import avro
from tests.faults.plan import plan
from tests.faults.poison import POISONS
from tests.faults.story import story

LINES = 3_000
SERVERS = ("kafka-1", "kafka-2", "kafka-3", "neo4j", "redis")


def test_the_same_seed_tells_the_same_and_another_does_not() -> None:
    first, again, other = (list(islice(story(seed), LINES)) for seed in (1, 1, 2))
    assert first == again != other


def test_it_is_told_out_of_order_and_partly_twice() -> None:
    ids = [line.event_id for line in islice(story(1), LINES) if line.event_id]
    assert len(set(ids)) < len(ids)
    own = [name for name in ids if name.startswith("story-1-0/")]
    assert sorted(own, key=lambda name: int(name.partition("/e")[2])) != own


@pytest.mark.parametrize("kind", POISONS)
def test_nobody_can_read_what_is_spoilt(kind: str) -> None:
    lines = [line for line in islice(story(1), 500) if line.event_id]
    for line in lines:
        with pytest.raises(BadMessage):
            avro.decode(POISONS[kind](line.message.value))


def test_each_kind_of_server_and_each_process_is_killed_when_there_are_enough_kills() -> None:
    blows = plan(3, 10, ["ingest", "search"], SERVERS)
    killed = [name for blow in blows for name in blow.victims]
    assert len(killed) == 10
    assert {name.partition("-")[0] for name in killed} == {"kafka", "neo4j", "redis", "ingest", "search"}
    assert all(len(set(blow.victims)) == len(blow.victims) for blow in blows)
    assert plan(3, 10, ["ingest", "search"], SERVERS) == blows
