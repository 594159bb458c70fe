"""Cycles as they are told: how far each reaches, how bad that is, where to cut, and whether somebody approved it."""

from typing import Any, Final

import msgspec

from app.domain.architecture.approvals import Approval
from app.domain.architecture.break_hints import hint
from app.domain.architecture.ground import Cycle, Ground
from app.domain.architecture.manifest import Manifest
from app.domain.architecture.rules import milder
from app.domain.identity import cycle_key
from app.domain.labels import TYPES_ONLY
from app.domain.payloads.acc import CycleDetected

MOST_HINTS: Final = 12
"""So many imports of a large cut come with a word on how to take them out; the cheapest first."""

CYCLE_SEVERITY: Final = {
    TYPES_ONLY: "INFO",
    "intra_module": "INFO",
    "inter_module": "WARNING",
    "inter_component": "WARNING",
    "cross_layer": "BLOCKING",
}


def told(cycle: Cycle, ground: Ground, manifest: Manifest, approval: Approval | None) -> CycleDetected:
    """The cycle as an event tells it, with the approval that holds for it, if there is one."""
    kind = _classify(cycle, ground)
    known = cycle.known(manifest.baseline)
    severity = milder(CYCLE_SEVERITY[kind], manifest.worst_cycle)
    found = CycleDetected(
        cycle_id=cycle_key(list(cycle.modules)),
        cycle_modules=list(cycle.modules),
        classification=kind,
        severity=milder(severity, "WARNING") if known or approval else severity,
        baseline=known,
        representative=list(cycle.circle),
        **_break(cycle, ground),
    )
    return found if approval is None else _with_approval(found, approval)


def _break(cycle: Cycle, ground: Ground) -> dict[str, Any]:
    """Where to cut, at what cost, and how."""
    cut = cycle.cut
    homes = [(ground.home(source), ground.home(target)) for source, target in cut.links]
    hints = [hint(link, ground.code, home) for link, home in zip(cut.links, homes, strict=True)]
    costs = {"break_cost": cut.cost, "break_bound": cut.bound, "break_exact": cut.exact}
    return {"break_candidates": [list(link) for link in cut.links], "break_hints": hints[:MOST_HINTS], **costs}


def _with_approval(cycle: CycleDetected, approval: Approval) -> CycleDetected:
    return msgspec.structs.replace(
        cycle,
        approved=True,
        approval_adr=approval.adr,
        approved_by=approval.by,
        approved_at=approval.at,
        approval_reason=approval.reason,
    )


def _classify(cycle: Cycle, ground: Ground) -> str:
    """How far the circle reaches: within one package, one component, one layer, or across layers.

    One that only imports for type checkers close is none when the program runs, however far it reaches.
    """
    if not cycle.rings:
        return TYPES_ONLY
    homes = {ground.home(module) for module in cycle.modules}
    if len({ground.layer.get(home, 0) for home in homes} - {0}) > 1:
        return "cross_layer"
    if len(homes) > 1:
        return "inter_component"
    top = min(cycle.modules, key=len)
    own_parts = all(f"{module}.".startswith(f"{top}.") for module in cycle.modules)
    return "intra_module" if own_parts else "inter_module"
