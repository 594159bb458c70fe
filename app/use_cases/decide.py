"""Decide upon a link (C14): a person's word becomes an event, and the correlation follows it."""

from typing import Final

import msgspec

from app.domain.correlate import Relationship, decidable, decidable_kinds
from app.domain.events import Event
from app.domain.graph import NodeId, Scope
from app.domain.identity import derived_id
from app.domain.labels import STREAM_OF
from app.domain.payloads.common import DECISIONS, LinkDecided
from app.domain.state import IterationState
from app.errors import BadRequest, UnknownNode
from app.use_cases.spoken import spoken

LONGEST: Final = 2_000
"""Characters that a reason may have."""


class Decision(msgspec.Struct, frozen=True):
    """What a person says of a link; ``decision`` is accepted, rejected or withdrawn."""

    kind: str
    source: str
    target: str
    decision: str
    by: str
    reason: str


def decided(decision: Decision, scope: Scope, state: IterationState, now: int, origin: str) -> Event:
    """The event that carries the decision, with an id of its content and moment.

    Raises BadRequest for a decision that nobody could follow, UnknownNode for an end that is not there.
    """
    relationship = checked(decision)
    for uid in (decision.source, decision.target):
        if state.get(uid) is None:
            raise UnknownNode(f"{scope.iteration!r} has no {uid!r} now; links lists the ends of every link")
    fields = msgspec.structs.astuple(decision)
    event_id = derived_id("link.decided", *scope, str(now), *fields)
    payload = LinkDecided(**msgspec.structs.asdict(decision))
    about = (f"{STREAM_OF[relationship.seeker]}.link.decided", decision.source, payload)
    return spoken(scope, now, origin, event_id, about)


def checked(decision: Decision | LinkDecided) -> Relationship:
    """The relationship that is decided upon. Raises BadRequest for a decision that nobody could follow."""
    if decision.decision not in DECISIONS:
        raise BadRequest(f"decision takes {', '.join(DECISIONS)}; found {decision.decision!r}")
    for name in ("by", "reason"):
        text = getattr(decision, name).strip()
        if not 1 <= len(text) <= LONGEST:
            raise BadRequest(f"{name} takes 1 to {LONGEST} characters: a decision has a name and a reason")
    relationship = decidable(decision.kind)
    if relationship is None:
        raise BadRequest(f"kind takes {', '.join(decidable_kinds())}; found {decision.kind!r}")
    ends = relationship.ends
    found = (NodeId.parse(decision.source).label, NodeId.parse(decision.target).label)
    if found != ends:
        given = f"{decision.source!r} and {decision.target!r}"
        raise BadRequest(f"{decision.kind} leads from {ends[0]}/… to {ends[1]}/…; found {given}")
    return relationship
