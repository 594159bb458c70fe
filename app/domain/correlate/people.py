"""C14: what a person decided about a link wins over every method, until it is withdrawn or decided anew."""

from collections.abc import Iterable, Sequence

from app.domain import labels
from app.domain.correlate.outcomes import MANUAL, Ask, link, pending
from app.domain.correlate.timelines import Decided, Entity
from app.domain.graph import EdgeId, Node, NodeId
from app.domain.payloads.common import DECISIONS

ACCEPTED, REJECTED, WITHDRAWN = DECISIONS


def settled(
    edge: EdgeId, decided: Decided, ask: Ask, decisions: Sequence[Node], present: Iterable[NodeId]
) -> Decided:
    """What the methods decided for a seeker, as people have settled it.

    ``edge`` stands for all links of this seeker: its other end is empty. An accepted link exists, or waits
    for its other end; a rejected one does not; where one was accepted nothing is left to be reviewed.
    """
    outcome = {e: props for e, props in decided.items() if _other(e, edge) not in ask.rejected}
    there = set(present)
    for decision in decisions:
        other = other_end(decision, edge)
        if other in ask.accepted and other in there:
            outcome = {e: props for e, props in outcome.items() if e[0] != labels.REVIEW}
            outcome |= _accepted(edge, other, decision, outcome)
        elif other in ask.accepted:
            outcome |= _waiting(edge, decision, other)
    return outcome


def other_end(decision: Node, edge: EdgeId) -> NodeId:
    """The end of the decided link that is not the seeker."""
    return NodeId.parse(str(decision.get("target" if edge.source.label else "source", "")))


def _other(entity: Entity, edge: EdgeId) -> NodeId | None:
    if not isinstance(entity, EdgeId):
        return None
    return entity.target if edge.source.label else entity.source


def _accepted(edge: EdgeId, other: NodeId, decision: Node, found: Decided) -> Decided:
    """Every link between the two, found by a method or not, becomes the person's; what else it says stays."""
    ends = EdgeId(edge.kind, edge.source, other) if edge.source.label else EdgeId(edge.kind, other, edge.target)
    links = [e for e in found if isinstance(e, EdgeId) and e[:3] == ends[:3]] or [ends]
    by, reason = decision.get("by", "somebody"), decision.get("reason", "")
    sentence = f"{by} decided that this link exists: {reason}"
    _, said = link(ends, "C14", 1.0, MANUAL, sentence, by=str(by))
    return {e: {**found.get(e, {}), **said} for e in links}


def _waiting(edge: EdgeId, decision: Node, other: NodeId) -> Decided:
    seeker = edge.source if edge.source.label else edge.target
    who = decision.get("by", "Somebody")
    sentence = f"{who} decided upon a link between this and {other.uid}; one of them has not been reported yet."
    entity, props = pending("C14", seeker, other.uid, sentence)
    return {entity: props}


def verdicts(decisions: Iterable[Node], edge: EdgeId, decision: str) -> frozenset[NodeId]:
    """The other ends of all links that were decided upon in this way."""
    return frozenset(other_end(d, edge) for d in decisions if d.get("decision") == decision)
