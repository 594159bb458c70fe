"""Why ACC does not pass, in words: one function per kind of reason."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.moments import iso
from app.domain.state import IterationState
from app.domain.verdict import build
from app.domain.verdict.model import Reason
from app.domain.verdict.suppression import active, suppressed

WEEK_MS = 7 * 86_400_000


def _title(violation: Node) -> str:
    source, target = violation.get("source_module", ""), violation.get("target_module", "")
    if source and target:
        return f"{source} imports {target}"
    return str(source or violation.get("description", violation.id.key))


def violation(node: Node, *, blocking: bool = True) -> Reason:
    """A broken rule of the architecture."""
    rule = node.get("rule_id", "a rule")
    lines = node.get("lines", [])
    return Reason(
        code="violation",
        stream="acc",
        title=_title(node),
        explain=f"{rule}: {node.get('description', 'it gave no description')}",
        clears=node.get("hint", "") or f"Remove the import, or suppress {rule} with an accepted ADR.",
        severity=node.get("severity", "BLOCKING"),
        blocking=blocking,
        since=node.times.get("status"),
        evidence=build.at_node(node, node.get("file_path", ""), lines[0] if lines else 0),
    )


def suppression_without_adr(node: Node) -> Reason:
    """A violation is hidden, and nobody decided so."""
    return Reason(
        code="suppression_invalid",
        stream="acc",
        title=f"The suppression of {_title(node)} has no ADR",
        explain=f"Suppression {node.get('suppression_id')} names no decision.",
        clears="Name an accepted ADR, or remove the suppression.",
        since=node.times.get("suppression_id"),
        evidence=build.at_node(node, node.get("file_path", "")),
    )


def new_cycle(node: Node) -> Reason:
    """Modules that need each other, and did not before."""
    modules = node.get("modules", [])
    cuts = node.get("break_candidates", [])
    cut = f"Cut {cuts[0][0]} → {cuts[0][1]}" if cuts else "Cut one of the imports"
    shown = " ⇄ ".join(modules[:3]) + (f" and {len(modules) - 3} more" if len(modules) > 3 else "")
    return Reason(
        code="new_cycle",
        stream="acc",
        title=f"New cycle: {shown}",
        explain=f"{len(modules)} modules need each other, {node.get('classification', 'inter_module')}.",
        clears=f"{cut}, or have the cycle approved with an ADR.",
        severity=node.get("severity", "WARNING"),
        since=node.times.get("status"),
        evidence=build.at_node(node),
    )


def looks(state: IterationState, moment: int) -> Iterator[Reason]:
    """Warnings, suppressions that end soon, cycles that were accepted."""
    for node in state.of(labels.VIOLATION).values():
        if active(node, moment) and node.get("severity") != "BLOCKING":
            yield violation(node, blocking=False)
        elif suppressed(node, moment) and 0 < node.get("suppressed_until", 0) - moment <= WEEK_MS:
            yield _ends_soon(node)
    for cycle in state.of(labels.CYCLE).values():
        if cycle.get("status") == "ACTIVE" and (cycle.get("approved") or cycle.get("baseline")):
            yield _accepted_cycle(cycle)


def _ends_soon(node: Node) -> Reason:
    return Reason(
        code="suppression_ends",
        stream="acc",
        title=f"The suppression of {_title(node)} ends {iso(node.get('suppressed_until', 0))[:10]}",
        explain=f"{node.get('adr', 'No ADR')}: {node.get('justification', '')}",
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
