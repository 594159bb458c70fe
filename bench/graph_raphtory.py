"""The same history in Raphtory 0.17, an in-memory temporal graph written in Rust, asked the same questions beside us.

Raphtory keeps one time (no known-at), so late events are simply put where they belong; whether an entity exists
is a property there. As-of asks for everything that exists at a moment with all its properties; diff for what
differs between two moments an hour apart: in Raphtory the entities updated within the hour, compared before and
after it. Both are asked in one process; CPU time counts all threads.

Raphtory is not among what is installed for running or testing: ``make bench`` puts it into ``.bench``.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.graph import EdgeId, NodeId, Op
from app.domain.moments import AsOf
from bench.graph_asof import HOUR, size, times, touch
from bench.graph_building import build
from bench.graph_data import EVENTS_PER_MONTH, PACE_MS, SCOPE, batches, entries
from bench.report import at_least, quantile, report, scaled

PLACE: Final = Path(__file__).parents[1] / ".bench"
HERE: Final = "exists"
LOOKS: Final = 30


def main() -> None:
    """Prints ``asof_vs_raphtory`` and ``diff_vs_raphtory``."""
    sys.path.append(str(PLACE))
    try:
        from raphtory import Graph
    except ImportError:
        for name in ("asof_vs_raphtory", "diff_vs_raphtory"):
            report(name, 0.0, "times", ">= 5", None, {"note": "Raphtory is not installed; make bench installs it"})
        return
    events = scaled(EVENTS_PER_MONTH)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "graph.sqlite", events)
        store = SqliteGraph(Path(folder) / "graph.sqlite", read_only=True)
        compare(store, told(Graph(), events), round(events * PACE_MS))
        store.close()


def told(graph: Any, events: int) -> Any:
    """The history, told to Raphtory event by event; an event that came twice is told once."""
    seen: set[str] = set()
    for batch in batches(events, 10_000):
        for entry in entries(batch):
            if entry.key not in seen:
                seen.add(entry.key)
                _tell(graph, entry.facts[0].entity, entry.valid_at, _props(entry.facts[0].op, entry.facts[0].props))
    return graph


def _props(op: Op, props: Any) -> dict[str, Any]:
    """Null cannot be kept there; it is left out."""
    kept = {name: value for name, value in props.items() if value is not None}
    return kept if op is Op.PATCH else {**kept, HERE: op is Op.DECLARE}


def _tell(graph: Any, entity: NodeId | EdgeId, at: int, props: dict[str, Any]) -> None:
    if isinstance(entity, NodeId):
        graph.add_node(at, entity.uid, props)
    else:
        graph.add_edge(at, entity.source.uid, entity.target.uid, props, entity.kind)


def compare(store: SqliteGraph, graph: Any, span: int) -> None:
    """Both questions to both."""
    ours, theirs = (median(span, look) for look in (lambda at: everything(store, at), lambda at: read(graph, at)))
    sizes = [median(span, look) for look in (lambda at: counted(store, at), lambda at: counted_there(graph, at))]
    beside = {"ours_ms": ours, "raphtory_ms": theirs, "only_counting_them": sizes[1] / sizes[0]}
    at_least("asof_vs_raphtory", theirs / ours, "times, everything at a moment read", 5, beside)
    ours = median(span, lambda at: store.diff(SCOPE, AsOf(at - HOUR), AsOf(at)))
    theirs = median(span, lambda at: changed_there(graph, at - HOUR, at))
    beside = {"ours_ms": ours, "raphtory_ms": theirs}
    at_least("diff_vs_raphtory", theirs / ours, "times, over an hour", 5, beside)


def median(span: int, look: Callable[[int], object]) -> float:
    """Milliseconds of CPU per look at random moments, the middle one."""
    return quantile(times(span, look, LOOKS), 0.5)


def everything(store: SqliteGraph, at: int) -> int:
    """Every property of everything at a moment."""
    return touch(store.snapshot(SCOPE, AsOf(at)))


def counted(store: SqliteGraph, at: int) -> int:
    """How many nodes and edges there are at a moment."""
    return size(store.snapshot(SCOPE, AsOf(at)))


def read(graph: Any, at: int) -> int:
    """The names and every property of all nodes and edges, as columns, the quickest way there is."""
    view = graph.before(at + 1)
    names = view.nodes.name.collect()
    nodes, edges = view.nodes.properties.as_dict(), view.edges.properties.as_dict()
    return len(names) + sum(map(len, nodes.values())) + sum(map(len, edges.values()))


def counted_there(graph: Any, at: int) -> int:
    """How many nodes and edges exist at a moment."""
    view = graph.before(at + 1)
    return sum(part.properties.get(HERE).collect().count(True) for part in (view.nodes, view.edges))


def changed_there(graph: Any, start: int, end: int) -> int:
    """What was updated between the moments and is another thing after than before."""
    touched = graph.window(start + 1, end + 1)
    before, after = graph.before(start + 1), graph.before(end + 1)
    nodes = sum(_of(before.node(n)) != _of(after.node(n)) for n in touched.nodes.name.collect())
    pairs = [(e.src.name, e.dst.name) for e in touched.edges]
    return nodes + sum(_of(before.edge(*pair)) != _of(after.edge(*pair)) for pair in pairs)


def _of(entity: Any) -> dict[str, Any] | None:
    return entity.properties.as_dict() if entity is not None else None


if __name__ == "__main__":
    main()
