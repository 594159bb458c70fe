"""What the overview says outlives the process that worked it out, and is never shown once anything came since."""

from contextlib import closing
from pathlib import Path

import msgspec

from app.adapters.sqlite_cache import SqliteCache
from app.adapters.sqlite_graph import SqliteGraph
from app.domain.moments import NOW
from app.ports import GraphStore
from app.use_cases.look import look
from app.use_cases.looking import looking
from app.use_cases.overview import row_of
from tests.contracts.clocks import Hands
from tests.lenses.builders import NOW_MS, failed
from tests.use_cases.reading_store import fill, graph, scope
from tests.use_cases.test_shared import Reader, story

__all__ = ["graph"]


def row(graph: GraphStore) -> object:
    (info,) = graph.scopes()
    return msgspec.to_builtins(row_of(graph, info, NOW_MS))


def test_the_overview_is_found_by_who_begins_later_and_by_nobody_once_something_came(
    graph: SqliteGraph, tmp_path: Path
) -> None:
    story(graph)
    with closing(SqliteCache(tmp_path / "cache.db", Hands())) as lasting:
        looking(graph).outlast(lasting)
        before = row(graph)
        with closing(Reader(tmp_path / "graph.db", None)) as later:
            looking(later.graph).outlast(lasting)
            assert (row(later.graph), later.snapshots) == (before, 0)
            look(later.graph, scope(), "dde", NOW, NOW_MS)
            assert later.snapshots == 1
        fill(graph, *failed("b"), first=20)
        with closing(Reader(tmp_path / "graph.db", None)) as later:
            looking(later.graph).outlast(lasting)
            assert row(later.graph) == row(graph) != before
            assert later.snapshots > 0


def test_a_lasting_cache_that_is_gone_costs_time_only(graph: SqliteGraph, tmp_path: Path) -> None:
    story(graph)
    expected = row(graph)
    lasting = SqliteCache(tmp_path / "cache.db", Hands())
    lasting.close()
    with closing(Reader(tmp_path / "graph.db", None)) as later:
        looking(later.graph).outlast(lasting)
        assert row(later.graph) == expected
