"""Findings seen through suppressions and decisions: what is covered by which, and what became of each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from app.domain.architecture.adrs import Adr
from app.domain.architecture.suppressions import Ruling, Suppression, covers, narrowest_first, ruling
from app.domain.payloads.acc import (
    AdrSeen,
    SuppressionDeclared,
    SuppressionUse,
    ViolationDetected,
    ViolationSuppressed,
)


class Tolerance(msgspec.Struct, frozen=True):
    """What is forgiven, as payloads that carry no generation yet; ``uses`` are by violation."""

    declared: tuple[SuppressionDeclared, ...] = ()
    uses: tuple[ViolationSuppressed, ...] = ()
    adrs: tuple[AdrSeen, ...] = ()


def tolerated(
    violations: Sequence[ViolationDetected], suppressions: Sequence[Suppression], adrs: Mapping[str, Adr]
) -> Tolerance:
    """Every suppression with its ruling, and per violation all suppressions that cover it, narrowest first."""
    rulings = [ruling(one, adrs) for one in suppressions]
    matched = [(v, narrowest_first(r for r in rulings if covers(r.suppression, v))) for v in violations]
    counts = Counter(r.suppression.id for _, found in matched for r in found)
    return Tolerance(
        declared=tuple(_declared(r, counts[r.suppression.id]) for r in rulings),
        uses=tuple(_use(v, found) for v, found in matched if found),
        adrs=tuple(AdrSeen(**msgspec.structs.asdict(adr)) for _, adr in sorted(adrs.items())),
    )


def by_number(records: Iterable[Adr]) -> dict[str, Adr]:
    """The records by number; where two claim one number, that which justifies nothing counts."""
    found: dict[str, Adr] = {}
    for record in records:
        known = found.get(record.number)
        if known is None or (record.flaw and not known.flaw):
            found[record.number] = record
    return found


def _declared(found: Ruling, matches: int) -> SuppressionDeclared:
    one = found.suppression
    named: dict[str, Any] = {"suppression_id": one.id, "expires": found.expires, "refused": found.refused}
    kept = ("pattern", "pattern_type", "level", "rule", "threshold", "permanent", "justification", "author", "adr")
    same = {name: getattr(one, name) for name in (*kept, "created_at", "origin")}
    return SuppressionDeclared(**named, **same, matches=matches)


def _use(violation: ViolationDetected, found: Sequence[Ruling]) -> ViolationSuppressed:
    """The first is the one that is shown; those that hold come before those that are refused."""
    listed = [_as_use(r) for r in sorted(found, key=lambda r: bool(r.refused))]
    first = listed[0]
    same = {name: getattr(first, name) for name in SuppressionUse.__struct_fields__}
    return ViolationSuppressed(violation_id=violation.violation_id, others=listed[1:], **same)


def _as_use(found: Ruling) -> SuppressionUse:
    one = found.suppression
    return SuppressionUse(
        suppression_id=one.id,
        level=one.level,
        adr=one.adr,
        expires=found.expires,
        justification=one.justification,
        refused=found.refused,
    )
