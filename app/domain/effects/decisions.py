"""What suppressions and architecture decision records state (domain 1.2: SUPPRESSED_BY, JUSTIFIED_BY)."""

from typing import cast

from app.domain import labels
from app.domain.effects.common import Effect, declare, join, patch, said
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.identity import adr_key
from app.domain.payloads import decisions

Uses = list[decisions.SuppressionUse]


def _suppressed(event: Event) -> list[Fact]:
    p, at = cast(decisions.ViolationSuppressed, event.payload), event.timestamp
    props: dict[str, Value] = {"suppression_id": p.suppression_id, "adr": p.adr}
    props |= {"suppressed_until": p.expires, "justification": p.justification}
    props |= {"suppressed_in": p.generation, "suppressions": [_as_value(use) for use in _uses(p)]}
    me = NodeId(labels.VIOLATION, p.violation_id)
    where: dict[str, Value] = said({"generation": p.generation})
    links = (
        join(labels.SUPPRESSED_BY, me, _suppression_id(use.suppression_id), at, where | {"matched_level": use.level})
        for use in _uses(p)
        if use.suppression_id
    )
    return [patch(me.label, me.key, at, props), *links]


def _uses(p: decisions.ViolationSuppressed) -> Uses:
    first = decisions.SuppressionUse(
        suppression_id=p.suppression_id,
        level=p.level,
        adr=p.adr,
        expires=p.expires,
        justification=p.justification,
        refused=p.refused,
    )
    return [first, *p.others]


def _as_value(use: decisions.SuppressionUse) -> Value:
    return {
        "id": use.suppression_id,
        "level": use.level,
        "adr": use.adr,
        "until": use.expires,
        "justification": use.justification,
        "refused": use.refused,
    }


def _suppression_id(key: str) -> NodeId:
    return NodeId(labels.SUPPRESSION, key)


_SUPPRESSION = ("pattern", "pattern_type", "level", "rule", "justification", "author", "adr", "origin", "generation")


def _declared(event: Event) -> list[Fact]:
    """What is 0 is not known, and leaves standing what was known before; all else is said anew."""
    p, at = cast(decisions.SuppressionDeclared, event.payload), event.timestamp
    props: dict[str, Value] = said({name: getattr(p, name) for name in _SUPPRESSION})
    props |= {"expires": p.expires, "permanent": p.permanent, "threshold": p.threshold}
    props |= {"matches": p.matches, "refused": p.refused}
    used = p.last_used or (at if p.matches else 0)
    props |= {name: value for name, value in (("last_used", used), ("created_at", p.created_at)) if value}
    me = _suppression_id(p.suppression_id)
    facts = [declare(me.label, me.key, at, props)]
    if p.adr:
        where: dict[str, Value] = said({"generation": p.generation})
        facts.append(join(labels.JUSTIFIED_BY, me, NodeId(labels.ADR, adr_key(p.adr)), at, where))
    return facts


def _adr(event: Event) -> list[Fact]:
    p, at = cast(decisions.AdrSeen, event.payload), event.timestamp
    props: dict[str, Value] = {"status": p.status, "review_date": p.review_date, "superseded_by": p.superseded_by}
    props |= said({"title": p.title, "path": p.path, "generation": p.generation})
    if p.date:
        props["date"] = p.date
    return [declare(labels.ADR, adr_key(p.number), at, props)]


EFFECTS: dict[str, Effect] = {
    "acc.violation.suppressed": _suppressed,
    "acc.suppression.declared": _declared,
    "acc.adr.seen": _adr,
}
