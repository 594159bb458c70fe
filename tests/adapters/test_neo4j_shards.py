"""The graph in Neo4j has a shard for each share of the stream: workers who share it never meet."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.neo4j_graph import Neo4jGraph
from app.adapters.neo4j_graph.cut import cut
from app.adapters.neo4j_graph.part import Part
from app.adapters.neo4j_graph.shards import Shards
from app.domain.fold import fold
from app.domain.graph import Entry, Scope
from app.domain.moments import NOW
from app.domain.partitions import SHARES, share_of
from app.errors import StoreUnavailable
from app.ports import Batch, Message
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import address, neo4j_database, neo4j_graph
from tests.contracts.histories import moved_to, stated
from tests.contracts.servers import close, offered

ITERATIONS = tuple(f"i{n}" for n in range(8))
SCOPES = [Scope("t", iteration) for iteration in ITERATIONS]


@pytest.fixture(params=offered(["neo4j"]))
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Neo4jGraph]:
    graph = neo4j_graph(address(tmp_path))
    yield graph
    close(graph)


def about(scope: Scope, number: int) -> Entry:
    """The n-th thing said of an iteration."""
    entry = stated(f"k{number}", number + 1, 1_000 + number, name=f"{scope.iteration} {number}", of=scope.iteration)
    return moved_to(scope, [[entry]])[0][0]


def lane(scope: Scope) -> str:
    return f"dde-{share_of(scope.iteration)}"


@given(st.lists(st.sampled_from(ITERATIONS)), st.sets(st.sampled_from(sorted(SHARES))))
def test_a_batch_is_cut_by_shares_and_nothing_of_it_is_lost(iterations: list[str], moved: set[int]) -> None:
    entries = [about(Scope("t", iteration), n) for n, iteration in enumerate(iterations)]
    positions = {f"bdv-{share}": 7 for share in moved}
    batch = Batch("ingest", positions, entries, [Message("dlq", "k", b"v")], positions)
    first, *rest = pieces = cut(batch)
    assert [piece.shard for piece in pieces] == sorted({*map(share_of, iterations), *moved} or {0})
    assert (first.batch.positions, first.batch.outbox, first.batch.starts) == (positions, batch.outbox, positions)
    assert all(not piece.batch.positions and not piece.batch.outbox and not piece.batch.starts for piece in rest)
    found = {place: entry for p in pieces for place, entry in zip(p.places, p.batch.entries, strict=True)}
    assert [found[n] for n in range(len(entries))] == entries
    assert all(share_of(e.scope.iteration) == piece.shard for piece in pieces for e in piece.batch.entries)


def test_who_writes_to_other_shards_does_not_wait_and_who_writes_to_the_same_does(
    graph: Neo4jGraph, tmp_path: Path
) -> None:
    here, there = SCOPES[0], next(scope for scope in SCOPES if lane(scope) != lane(SCOPES[0]))
    graph.append(Batch("ingest", {lane(here): 1, lane(there): 1}, [about(here, 0), about(there, 0)]))
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        shards = Shards(neo4j_database(), graph.ns)
        with closing(shards.database):
            shards.write([share_of(here.iteration)], lambda _: held.set() or done.wait(30))

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    assert graph.append(Batch("ingest", {lane(there): 2}, [about(there, 1)])) == [True]
    waiting = threading.Thread(target=lambda: graph.append(Batch("ingest", {lane(here): 2}, [about(here, 1)])))
    waiting.start()
    waiting.join(0.5)
    assert waiting.is_alive()
    done.set()
    waiting.join(30)
    holder.join(30)
    assert graph.positions("ingest") == {lane(here): 2, lane(there): 2}
    assert graph.revision() == 4


def test_writers_who_meet_in_many_shards_at_once_end_without_a_deadlock(graph: Neo4jGraph, tmp_path: Path) -> None:
    graph.append(Batch("ingest", {}, []))
    undone: list[str] = []

    def write(number: int) -> None:
        chance = Random(number)
        with closing(neo4j_graph(address(tmp_path), undone=undone.append)) as mine:
            for turn in range(3):
                scopes = chance.sample(SCOPES[:4], 4)
                entries = [about(scope, 100 * number + turn) for scope in scopes]
                assert all(mine.append(Batch(f"c{number}", {f"dde-{turn}": turn}, entries)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert undone == []
    assert [info.events for info in graph.scopes()] == [9] * 4
    for scope in SCOPES[:2]:
        assert check.plain(graph.snapshot(scope)) == check.plain(fold(list(graph.entries(scope)), NOW))


def test_messages_are_numbered_for_all_shards_and_found_by_share(graph: Neo4jGraph) -> None:
    for n, share in enumerate([3, 1, 3, 2]):
        graph.append(Batch("ingest", {f"dde-{share}": n + 1}, [], [Message("dlq", "k", f"{n}".encode())]))
    assert sorted(message.value for _, message in graph.outbox(10)) == [b"0", b"1", b"2", b"3"]
    assert [message.value for _, message in graph.outbox(10, {3})] == [b"0", b"2"]
    graph.sent([number for number, _ in graph.outbox(10, {1, 3})])
    assert [message.value for _, message in graph.outbox(10)] == [b"3"]


def test_a_batch_that_starts_elsewhere_is_refused_by_the_shard_of_its_lane(graph: Neo4jGraph) -> None:
    first, second = SCOPES[:2]
    batch = Batch("ingest", {lane(first): 1, lane(second): 1}, [about(first, 0), about(second, 0)])
    graph.append(batch)
    starts = {lane(first): 1, lane(second): 0}
    late = Batch("ingest", {lane(first): 2, lane(second): 1}, [about(first, 1), about(second, 0)], (), starts)
    with pytest.raises(StoreUnavailable, match="is refused, and begun anew"):
        graph.append(late)
    assert graph.positions("ingest") == batch.positions
    assert graph.revision() == 2


def test_a_store_that_had_one_shard_is_spread_when_it_is_written_to(graph: Neo4jGraph, tmp_path: Path) -> None:
    arrived = {scope: [about(scope, n) for n in range(5)] for scope in SCOPES}
    with closing(neo4j_database()) as database:
        _one_shard(graph.ns, [entry for entries in arrived.values() for entry in entries])
        before = sorted(graph.outbox(10))
        for scope in SCOPES:
            arrived[scope].append(about(scope, 5))
        fresh = [arrived[scope][n] for scope in SCOPES for n in (4, 5)]
        again = Batch("ingest", {"dde-0": 9}, fresh, [Message("dlq", "k", b"new")], {"dde-0": 8})
        assert graph.append(again) == [False, True] * len(SCOPES)
        query = "MATCH (s:SegmentScope {ns: $n}) WHERE s.tenant IS NOT NULL RETURN s.iteration, s.shard"
        assert dict(database.run(query, n=graph.ns)) == {name: share_of(name) for name in ITERATIONS}
    assert [number for number, _ in before] == [
        number for number, message in graph.outbox(9) if message.value == b"old"
    ]
    assert len(graph.outbox(10)) == len(before) + 1
    assert graph.revision() == 6 * len(SCOPES)
    for scope, entries in arrived.items():
        assert check.plain(graph.snapshot(scope)) == check.plain(fold(entries, NOW))
        assert list(graph.entries(scope)) == entries


def _one_shard(ns: str, entries: list[Entry]) -> None:
    """Lay a store out as an earlier program did: everything in the first shard, whose events nobody counted."""
    shards = Shards(neo4j_database(), ns)
    with closing(shards.database) as database:
        for n in range(0, len(entries), 7):
            Part(shards.places[0], ns, 3).append(Batch("ingest", {"dde-0": 8}, entries[n : n + 7]))
        old = "CREATE (:SegmentMessage {ns: $n, shard: 0, topic: 'dlq', key: 'k', value: $v, number: $m})"
        for number in (1, 2):
            database.run(old, n=ns, v=b"old", m=number)
        database.run("MATCH (h:SegmentStore {ns: $n}) WHERE h.shard > 0 DELETE h", n=ns)
        database.run("MATCH (h:SegmentStore {ns: $n, shard: 0}) REMOVE h.events", n=ns)
