"""What all documents are written with."""

from typing import Any

from app.api.reading import Asked
from app.domain.graph import Edge, Node
from app.domain.moments import iso
from app.domain.traces import NO_TRACE, Context
from app.lenses.views import GraphView
from app.use_cases.look import look

Doc = dict[str, Any]


def when(moment: Any) -> str | None:
    """ISO 8601, or null where nothing was said."""
    return iso(moment) if isinstance(moment, int) and moment > 0 else None


def said(node: Node | Edge, *names: str) -> Doc:
    """These properties, null where they were never stated."""
    return {name: node.props.get(name) for name in names}


def link(edge: Edge) -> Doc:
    """A correlated link: its ends, and why it is believed."""
    return {"source": edge.id.source.uid, "target": edge.id.target.uid, "type": edge.id.kind} | said(
        edge, "confidence", "method", "sentence"
    )


def trace(asked: Asked, place: Context) -> Doc | None:
    """A place in a trace, and where people look at that; null where an event said none."""
    if place == NO_TRACE:
        return None
    page = asked.desk.collector.page_of(place.trace_id) or None
    return {"trace_id": place.trace_id, "span_id": place.span_id, "page": page}


def positions(asked: Asked, lens: str) -> dict[str, Doc]:
    """Where the lens draws each node, unless the question says include_positions=false."""
    if not asked.flag("include_positions", True):
        return {}
    view = look(asked.desk.graph, asked.scope, lens, asked.as_of, asked.desk.clock())
    return {mark.id: {"x": mark.x, "y": mark.y} for mark in view.marks} if isinstance(view, GraphView) else {}


def rounded(share: float) -> float:
    """A share as people compare it."""
    return round(share, 4)
