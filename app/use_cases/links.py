"""The links of an iteration as lists: those that are, those that wait for their other end, those that are tied."""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain import labels
from app.domain.correlate import decidable_kinds
from app.domain.correlate.standing import standing
from app.domain.graph import Edge, Node
from app.domain.state import IterationState

CERTAIN: Final = 1.0


class Link(msgspec.Struct, frozen=True):
    """Two nodes that belong together: how sure that is, by which rule and method, why, and since when (ms)."""

    kind: str
    source: str
    target: str
    rule: str
    confidence: float
    method: str
    sentence: str
    since: int
    asked: str = ""


class Waiting(msgspec.Struct, frozen=True):
    """A link without its other end: ``pending``, or ``unlinked`` after a day."""

    rule: str
    source: str
    wanted: str
    sentence: str
    since: int
    standing: str


class Tied(msgspec.Struct, frozen=True):
    """Several candidates that nothing tells apart: a person has to decide."""

    rule: str
    source: str
    candidates: list[str]
    sentence: str
    since: int


class Links(msgspec.Struct, frozen=True):
    """All of an iteration at one moment; ``names`` are those of the ends whose uid is none that people know."""

    links: list[Link]
    pending: list[Waiting]
    review: list[Tied]
    names: dict[str, str] = {}


def links(state: IterationState, moment: int, kind: str = "", below: float | None = None) -> Links:
    """The lists at a moment (ms), of one type of link or all, and only links less sure than ``below``.

    Which component each module belongs to is left out, unless that type is asked for, or a person decided it.
    """
    found = sorted(_links(state, kind), key=lambda link: (link.confidence, link.kind, link.source, link.target))
    return Links(
        [link for link in found if below is None or link.confidence < below],
        [_waiting(node, moment) for node in state.of(labels.PENDING_LINK).values()],
        [_tied(node) for node in state.of(labels.REVIEW).values()],
        _names(state, found),
    )


def _names(state: IterationState, found: list[Link]) -> dict[str, str]:
    coded = (f"{labels.SCENARIO}/", f"{labels.FEATURE}/")
    ends = {end for link in found for end in (link.source, link.target) if end.startswith(coded)}
    titles = {end: str(node.get("name", "")) for end in sorted(ends) if (node := state.get(end))}
    return {end: title for end, title in titles.items() if title}


def _links(state: IterationState, wanted: str) -> Iterator[Link]:
    for kind in [wanted] if wanted else decidable_kinds():
        for edge in state.joined(kind):
            if edge.get("rule") and (wanted or edge.get("rule") != "C11"):
                yield _link(edge)


def _link(edge: Edge) -> Link:
    said = {name: edge.get(name, "") for name in ("rule", "method", "sentence", "asked")}
    since = edge.times.get("rule", edge.since)
    ends = (edge.id.kind, edge.id.source.uid, edge.id.target.uid)
    return Link(*ends, confidence=edge.get("confidence", CERTAIN), since=since, **said)


def _waiting(node: Node, moment: int) -> Waiting:
    said = {name: str(node.get(name, "")) for name in ("rule", "source", "wanted", "sentence")}
    return Waiting(**said, since=node.since, standing=standing(node, moment))


def _tied(node: Node) -> Tied:
    named = [str(uid) for uid in node.get("candidates", [])]
    return Tied(node.get("rule", ""), node.get("source", ""), named, node.get("sentence", ""), node.since)
