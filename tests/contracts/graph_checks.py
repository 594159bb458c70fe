"""What every graph store promises, as checks that raise AssertionError: the suite and its own test use them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain import fold
from app.domain.graph import Edge, EdgeId, Entry, EventMark, Node, NodeId, Scope, Snapshot, Version
from app.domain.moments import AsOf
from app.ports import Batch, GraphStore
from tests.contracts.histories import EDGES, EVERY_MOMENT, NODES

Plain = dict[NodeId | EdgeId, tuple[str, dict[str, int], int, bool]]


def plain(snapshot: Snapshot) -> Plain:
    """The snapshot as values that compare strictly: ``true``, ``1`` and ``1.0`` are three things."""
    entities: list[Node | Edge] = [*snapshot.nodes.values(), *snapshot.edges.values()]
    return {e.id: (strict(e.props), dict(e.times), e.since, e.stub) for e in entities}


def strict(props: Any) -> str:
    return json.dumps(dict(props), sort_keys=True)


def bring(store: GraphStore, cut: Sequence[Sequence[Entry]], consumer: str = "ingest") -> list[bool]:
    """Append the batches one by one; per entry whether the store called it new."""
    return [new for part in cut for new in store.append(Batch(consumer, {}, part))]


def answers_like_fold(store: GraphStore, scope: Scope, arrived: list[Entry]) -> None:
    """Every moment of the grid, as snapshot; and the lookups of its mappings."""
    for moment in EVERY_MOMENT:
        expected, found = fold.fold(arrived, moment), store.snapshot(scope, moment)
        assert plain(found) == plain(expected), moment
        assert len(found.nodes) == len(expected.nodes)
        assert {e: e in found.nodes for e in NODES} == {e: e in expected.nodes for e in NODES}
        assert {e: e in found.edges for e in EDGES} == {e: e in expected.edges for e in EDGES}
        groups_like_fold(store, scope, arrived, moment)


def groups_like_fold(store: GraphStore, scope: Scope, arrived: list[Entry], moment: AsOf) -> None:
    """All entities of one label or relationship type, asked for before anything else was read."""
    expected, found = fold.fold(arrived, moment), store.snapshot(scope, moment)
    for label in {node.label for node in NODES}:
        assert [_strictly(n) for n in found.labelled(label)] == [_strictly(n) for n in expected.labelled(label)]
    for kind in {edge.kind for edge in EDGES}:
        assert [_strictly(e) for e in found.of_kind(kind)] == [_strictly(e) for e in expected.of_kind(kind)]


def _strictly(entity: Node | Edge) -> tuple[Any, ...]:
    return (entity.id, strict(entity.props), dict(entity.times), entity.since, entity.stub)


def differs_like_fold(
    store: GraphStore, scope: Scope, arrived: list[Entry], pairs: Iterable[tuple[AsOf, AsOf]]
) -> None:
    """The diff of each pair of moments."""
    for before, after in pairs:
        found = store.diff(scope, before, after)
        expected = fold.diff(fold.fold(arrived, before), fold.fold(arrived, after))
        assert (found.added, found.removed) == (expected.added, expected.removed), (before, after)
        assert [(c.entity, strict(c.before), strict(c.after)) for c in found.changed] == [
            (c.entity, strict(c.before), strict(c.after)) for c in expected.changed
        ], (before, after)


def remembers(store: GraphStore, scope: Scope, arrived: list[Entry], moment: AsOf) -> None:
    """The history of every entity up to the moment."""
    for entity in (*NODES, *EDGES):
        found = store.history(scope, entity, moment)
        assert [_line(v) for v in found] == [_line(v) for v in _history(arrived, entity, moment)]


def _history(arrived: list[Entry], entity: NodeId | EdgeId, moment: AsOf) -> list[Version]:
    versions = [
        Version(f.valid_at, e.accepted, f.op, f.props, e.event_id, e.event_type, e.trace)
        for e in fold.first_of_each_key(arrived)
        if e.accepted <= moment.known
        for f in e.facts
        if f.entity == entity and f.valid_at <= moment.valid
    ]
    return sorted(versions, key=lambda v: (v.valid_at, v.accepted))


def _line(version: Version) -> tuple[int, int, int, str, str, str]:
    stated = int(version.op), strict(version.props)
    return version.valid_at, version.accepted, *stated, version.event_id, version.trace


def tells_what_happened(
    store: GraphStore, scope: Scope, arrived: list[Entry], span: tuple[int, int], known: int
) -> None:
    """The newest three events of a span, and all of them."""
    inside = [e for e in fold.first_of_each_key(arrived) if span[0] <= e.valid_at < span[1] and e.accepted <= known]
    marks = [
        EventMark(e.valid_at, e.accepted, e.event_id, e.event_type, e.subject, e.mark, e.trace)
        for e in sorted(inside, key=lambda e: (e.valid_at, e.accepted))
    ]
    assert store.around(scope, *span, known, 3) == marks[-3:]
    assert store.around(scope, *span, known, 1_000) == marks


def keeps_everything_once(store: GraphStore, scope: Scope, arrived: list[Entry]) -> None:
    """The entries in order of acceptance, the first of each key only, and the counts that follow from them."""
    kept = sorted(fold.first_of_each_key(arrived), key=lambda e: e.accepted)
    assert list(store.entries(scope)) == kept
    (info,) = [info for info in store.scopes() if info.scope == scope]
    assert (info.events, info.revision) == (len(kept), store.revision(scope))
    assert (info.first_valid, info.last_valid) == (min(e.valid_at for e in kept), max(e.valid_at for e in kept))
    assert info.last_accepted == kept[-1].accepted
