"""Why ACC does not pass, in words: one function per kind of reason."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.moments import iso
from app.domain.state import IterationState
from app.domain.verdict import build, decisions
from app.domain.verdict.model import Reason
from app.domain.verdict.suppression import Use, active, deciding, ended


def _title(violation: Node) -> str:
    source, target = violation.get("source_module", ""), violation.get("target_module", "")
    if source and target:
        return f"{source} imports {target}"
    return str(source or violation.get("description", violation.id.key))


def violation(node: Node, moment: int, *, blocking: bool = True) -> Reason:
    """A broken rule of the architecture, and what does not cover it any more at this moment."""
    rule = node.get("rule_id", "a rule")
    lines = node.get("lines", [])
    over = ended(node, moment)
    told = f" Suppression {over.id} ended {iso(over.until)[:10]}." if over else ""
    return Reason(
        code="violation",
        stream="acc",
        title=_title(node),
        explain=f"{rule}: {node.get('description', 'it gave no description')}{told}",
        clears=node.get("hint", "") or f"Remove the import, or suppress {rule} with an accepted ADR.",
        severity=node.get("severity", "BLOCKING"),
        blocking=blocking,
        since=node.times.get("status"),
        evidence=build.at_node(node, node.get("file_path", ""), lines[0] if lines else 0),
    )


def suppression_invalid(node: Node, use: Use, why: str) -> Reason:
    """A violation is hidden, and no decision that holds says so."""
    return Reason(
        code="suppression_invalid",
        stream="acc",
        title=f"The suppression of {_title(node)} has no {'' if not use.adr else 'valid '}ADR",
        explain=f"Suppression {use.id} names no decision." if not use.adr else f"Suppression {use.id}: {why}.",
        clears="Name an accepted ADR, or remove the suppression.",
        since=node.times.get("suppression_id"),
        evidence=build.at_node(node, node.get("file_path", "")),
    )


def doubt(state: IterationState, cycle: Node) -> str:
    """Why the approval of this cycle does not hold; empty when it does, or when nobody approved it."""
    if not cycle.get("approved") or cycle.get("baseline"):
        return ""
    return decisions.flaw_of(state, cycle.get("approval_adr", ""))


def new_cycle(node: Node, doubted: str = "") -> Reason:
    """Modules that need each other, and did not before; ``doubted`` says why an approval does not hold."""
    modules = node.get("modules", [])
    shown = " ⇄ ".join(modules[:3]) + (f" and {len(modules) - 3} more" if len(modules) > 3 else "")
    approval = f" Its approval does not hold: {doubted}." if doubted else ""
    return Reason(
        code="new_cycle",
        stream="acc",
        title=f"New cycle: {shown}",
        explain=f"{len(modules)} modules need each other, {node.get('classification', 'inter_module')}.{approval}",
        clears=f"{way_out(node) or 'Cut one of the imports'}, or have the cycle approved with an ADR.",
        severity=node.get("severity", "WARNING"),
        since=node.times.get("status"),
        evidence=build.at_node(node),
    )


def way_out(cycle: Node) -> str:
    """What breaking the cycle takes: the import to cut, or how many and at what cost; empty when nobody knows."""
    cuts, cost = cycle.get("break_candidates", []), cycle.get("break_cost", 0)
    if not cuts:
        return ""
    first = f"{cuts[0][0]} → {cuts[0][1]}"
    if len(cuts) == 1 or not cost:
        return f"Cut {first}"
    least = "" if cycle.get("break_exact") else f", at least {cycle.get('break_bound', 1)}"
    return f"Cut {len(cuts)} imports ({cost} statements{least}), among them {first}"


def looks(state: IterationState, moment: int) -> Iterator[Reason]:
    """Warnings, suppressions that end soon, cycles that were accepted."""
    for node in state.of(labels.VIOLATION).values():
        if active(node, moment) and node.get("severity") != "BLOCKING":
            yield violation(node, moment, blocking=False)
        use = deciding(node, moment) if node.get("status") == "ACTIVE" else None
        if use and not use.refused and 0 < use.until - moment <= decisions.SOON_MS:
            yield _ends_soon(node, use)
    yield from decisions.looks(state, moment)
    for cycle in state.of(labels.CYCLE).values():
        if cycle.get("status") == "ACTIVE" and (cycle.get("approved") or cycle.get("baseline")):
            yield _accepted_cycle(cycle)


def _ends_soon(node: Node, use: Use) -> Reason:
    return Reason(
        code="suppression_ends",
        stream="acc",
        title=f"The suppression of {_title(node)} ends {iso(use.until)[:10]}",
        explain=f"{use.adr or 'No ADR'}: {use.justification}",
        severity="WARNING",
        blocking=False,
        since=node.times.get("suppression_id"),
        evidence=build.at_node(node),
    )


def _accepted_cycle(node: Node) -> Reason:
    modules = node.get("modules", [])
    why = f"approved, {node.get('approval_adr', 'no ADR')}" if node.get("approved") else "it was there before"
    return Reason(
        code="known_cycle",
        stream="acc",
        title=f"{len(modules)} modules need each other, {why}",
        explain=", ".join(modules[:6]),
        severity="INFO",
        blocking=False,
        since=node.times.get("status"),
        evidence=build.at_node(node),
    )
