"""Through time: instants, differences, one node and its history, the spine (domain 7.1, 29 to 31)."""

from collections.abc import Iterable
from typing import Any

import msgspec

from app.api.documents.common import Doc, trace, when
from app.api.reading import Asked
from app.domain.graph import EdgeId, NodeId, Version
from app.domain.logged import leads_to
from app.domain.moments import LATEST, AsOf, iso, known_ms
from app.domain.traces import context, origin
from app.errors import BadRequest, UnknownNode
from app.use_cases.spine import spine
from app.use_cases.timeline import timeline


def snapshots(asked: Asked) -> Doc:
    """The instants between ``from`` and ``to`` at which something changed, at least ``step`` ms apart."""
    view = timeline(asked.desk.graph, asked.scope, asked.as_of.known)
    start, end = asked.time("from") or 0, asked.time("to")
    within = (m for m in view.moments if start <= m <= min(LATEST if end is None else end, asked.as_of.valid))
    return {
        "iteration_id": asked.scope.iteration,
        "start": when(view.start),
        "end": when(view.end),
        "instants": [iso(m) for m in _apart(within, int(asked.number("step", 0, 0, 1e12)))],
        "verdicts": [{"from": when(s.start), "to": when(s.end), "verdict": s.verdict} for s in view.band],
    }


def diff(asked: Asked) -> Doc:
    """What lies between the moments ``from`` and ``to``, both as known at ``knownAt``."""
    start, end = asked.time("from"), asked.time("to")
    if start is None or end is None:
        raise BadRequest("diff takes two moments, from and to: ISO 8601 with a zone, or milliseconds since 1970")
    found = asked.desk.graph.diff(asked.scope, AsOf(start, asked.as_of.known), AsOf(end, asked.as_of.known))
    changed = [{"id": c.entity.uid, **_kind(c.entity), "before": c.before, "after": c.after} for c in found.changed]
    return {
        "iteration_id": asked.scope.iteration,
        "from": iso(start),
        "to": iso(end),
        "added": [{"id": entity.uid, **_kind(entity)} for entity in found.added],
        "removed": [{"id": entity.uid, **_kind(entity)} for entity in found.removed],
        "modified": changed,
    }


def node(asked: Asked, uid: str) -> Doc:
    """One node: its properties, each with the time it holds from, and its links; for a line of a log, its task."""
    snapshot = asked.desk.graph.snapshot(asked.scope, asked.as_of)
    found = snapshot.nodes.get(leads_to(uid))
    if found is None:
        raise _unknown(asked, uid)
    place = origin(asked.desk.graph.history(asked.scope, found.id, asked.as_of))
    asked.desk.tracing.link([place])
    touching = (edge for ends, edge in snapshot.edges.items() if found.id in (ends.source, ends.target))
    links = [{"id": edge.id.uid, **_kind(edge.id), "properties": edge.props} for edge in touching]
    return {
        "iteration_id": asked.scope.iteration,
        "id": found.id.uid,
        "label": found.id.label,
        "key": found.id.key,
        "since": when(found.since),
        "stub": found.stub,
        "properties": found.props,
        "times": {name: when(moment) for name, moment in found.times.items()},
        "links": sorted(links, key=lambda link: str(link["id"])),
        "trace": trace(asked, place),
    }


def versions(asked: Asked, uid: str) -> Doc:
    """Everything that was ever said of a node, with both times."""
    told = asked.desk.graph.history(asked.scope, leads_to(uid), asked.as_of)
    if not told:
        raise _unknown(asked, uid)
    return {
        "iteration_id": asked.scope.iteration,
        "id": leads_to(uid).uid,
        "versions": [_version(asked, v) for v in told],
    }


def spine_of(asked: Asked, uid: str) -> Doc:
    """From requirement to component, through one node."""
    view: dict[str, Any] = msgspec.to_builtins(spine(asked.desk.graph, asked.scope, uid, asked.as_of))
    return {"iteration_id": asked.scope.iteration} | view


def _version(asked: Asked, version: Version) -> Doc:
    return {
        "valid_at": iso(version.valid_at),
        "known_at": iso(known_ms(version.accepted)),
        "accepted": version.accepted,
        "op": version.op.name.lower(),
        "properties": version.props,
        "event_id": version.event_id,
        "event_type": version.event_type,
        "trace": trace(asked, context(version.trace)),
    }


def _kind(entity: NodeId | EdgeId) -> Doc:
    if isinstance(entity, NodeId):
        return {"kind": "node", "type": entity.label}
    return {"kind": "edge", "type": entity.kind, "source": entity.source.uid, "target": entity.target.uid}


def _apart(moments: Iterable[int], step: int) -> list[int]:
    kept: list[int] = []
    for moment in moments:
        if not kept or moment - kept[-1] >= step:
            kept.append(moment)
    return kept


def _unknown(asked: Asked, uid: str) -> UnknownNode:
    return UnknownNode(f"iteration {asked.scope.iteration} has no node {uid!r} at this moment; a uid is Label/key")
