"""What is asked first is worked out once for all processes, and nobody ever notices but by the time it takes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from app.adapters.memory_cache import MemoryCache
from app.adapters.prometheus_telemetry import PrometheusTelemetry
from app.adapters.sqlite_graph import SqliteGraph
from app.domain.moments import NOW, AsOf
from app.domain.payloads.common import StreamWaived
from app.lenses import LENSES
from app.measured.port import measured
from app.ports import GraphStore
from app.use_cases.asked_first import coverage_of, critical_path_of, project
from app.use_cases.look import look
from app.use_cases.looking import looking, one_glance
from app.use_cases.overview import row_of, title_of
from app.use_cases.shared import key_of
from app.use_cases.timeline import timeline
from app.use_cases.verdict import verdict_view
from tests.contracts.clocks import Hands
from tests.lenses.builders import NOW_MS, at, done, failed, task
from tests.lenses.structure_steps import graph as modules
from tests.telling import Read
from tests.use_cases.reading_store import fill, graph, scope

__all__ = ["graph"]


class Reader:
    """Another process as far as the graph knows: what it reads is counted."""

    def __init__(self, file: Path, cache: MemoryCache | None) -> None:
        self._telemetry = PrometheusTelemetry()
        self._store = SqliteGraph(file, read_only=True)
        self.graph = measured(self._store, GraphStore, "graph", self._telemetry)
        if cache is not None:
            looking(self.graph).share(cache)

    @property
    def snapshots(self) -> float:
        exposed = self._telemetry.exposed()
        assert exposed is not None
        return Read(exposed.body.decode()).by("trimodal_store_seconds_count", "query").get("snapshot", 0)

    def close(self) -> None:
        self._store.close()


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache(Hands())


@pytest.fixture
def reader(graph: SqliteGraph, cache: MemoryCache, tmp_path: Path) -> Iterator[Reader]:
    with closing(Reader(tmp_path / "graph.db", cache)) as opened:
        yield opened


def answers(graph: GraphStore, as_of: AsOf = NOW) -> list[object]:
    """Everything that is asked first, as plain data."""
    (info,) = [info for info in graph.scopes() if info.scope == scope()]
    asked: list[object] = [look(graph, scope(), lens, as_of, NOW_MS) for lens in LENSES]
    asked += [
        verdict_view(graph, scope(), as_of, NOW_MS),
        coverage_of(graph, scope(), as_of, NOW_MS),
        critical_path_of(graph, scope(), as_of, NOW_MS),
        title_of(graph, scope(), as_of),
        row_of(graph, info, NOW_MS),
        timeline(graph, scope()),
    ]
    return [msgspec.to_builtins(answer) for answer in asked]


def story(graph: SqliteGraph) -> None:
    fill(graph, task("a"), *failed("a"), task("b", "a"), *done("b"), modules(("api.a", "api.b")))


def test_what_one_process_worked_out_no_other_one_reads(
    graph: SqliteGraph, cache: MemoryCache, reader: Reader
) -> None:
    story(graph)
    looking(graph).share(cache)
    project(graph, next(iter(graph.scopes())), NOW_MS)
    assert answers(reader.graph) == answers(graph)
    assert reader.snapshots == 0


def test_what_is_read_back_is_what_was_worked_out(graph: SqliteGraph, cache: MemoryCache, tmp_path: Path) -> None:
    story(graph)
    with (
        closing(Reader(tmp_path / "graph.db", cache)) as first,
        closing(Reader(tmp_path / "graph.db", cache)) as next_,
    ):
        assert answers(first.graph) == answers(next_.graph) == answers(graph)
        assert (first.snapshots > 0, next_.snapshots) == (True, 0)


def test_what_came_since_is_seen_at_once(graph: SqliteGraph, cache: MemoryCache, reader: Reader) -> None:
    fill(graph, task("a"))
    looking(graph).share(cache)
    assert answers(graph) == answers(reader.graph)
    fill(graph, *done("a"), first=1)
    assert answers(reader.graph) == answers(graph)
    assert reader.snapshots > 0


def test_an_end_that_comes_is_noticed_although_nothing_happened(
    graph: SqliteGraph, cache: MemoryCache, reader: Reader
) -> None:
    fill(graph, task("a"), ("bdv.stream.waived", StreamWaived(by="MK", reason="none yet", until=NOW_MS)))
    looking(graph).share(cache)
    for moment, state in ((NOW_MS - 1, "waived"), (NOW_MS, "pending"), (NOW_MS - 1, "waived")):
        for asked in (graph, reader.graph):
            assert verdict_view(asked, scope(), NOW, moment).streams[1].state == state


def test_a_cache_that_lost_all_costs_time_only(graph: SqliteGraph, cache: MemoryCache, reader: Reader) -> None:
    story(graph)
    looking(graph).share(cache)
    expected = answers(graph)
    cache.close()
    assert answers(reader.graph) == expected


def test_what_lies_there_and_makes_no_sense_is_worked_out_again(
    graph: SqliteGraph, cache: MemoryCache, reader: Reader
) -> None:
    story(graph)
    memory = looking(reader.graph)
    for name in ("verdict", "lens-dde", "eras"):
        key = key_of(scope(), name, memory.stamp(scope()), 0, 0)
        cache.put(key, b"\x93nonsense", 100)
    assert answers(reader.graph) == answers(graph)


def test_a_store_that_was_begun_anew_is_not_taken_for_the_one_before(cache: MemoryCache, tmp_path: Path) -> None:
    """As many events of the same iteration, but others: its revisions are counted as before."""
    stores = [SqliteGraph(tmp_path / name) for name in ("before.db", "after.db")]
    for store, steps in zip(stores, ([task("a")], [task("b")]), strict=True):
        looking(store).share(cache)
        fill(store, *steps, first=0 if store is stores[0] else 7)
    assert stores[0].revision(scope()) == stores[1].revision(scope())
    marks = [look(store, scope(), "dde", NOW, NOW_MS).marks[0].id for store in stores]  # type: ignore[union-attr]
    assert marks == ["Task/a", "Task/b"]
    for store in stores:
        store.close()


def test_the_past_is_not_shared(graph: SqliteGraph, cache: MemoryCache, reader: Reader) -> None:
    story(graph)
    looking(graph).share(cache)
    past = AsOf(valid=at(2))
    assert look(graph, scope(), "dde", past, NOW_MS) == look(reader.graph, scope(), "dde", past, NOW_MS)
    assert reader.snapshots == 1


def test_one_glance_is_of_one_revision(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    with one_glance():
        before = looking(graph).revision(scope())
        fill(graph, task("b"), first=1)
        assert looking(graph).revision(scope()) == before
    assert looking(graph).revision(scope()) > before


def test_the_keys_of_an_iteration_lie_together_in_a_cluster() -> None:
    assert key_of(scope("I"), "dsm", "7.a", 0, 1) == "{acme:I}:dsm:7.a:0:1"
