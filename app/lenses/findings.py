"""Everything ACC found, as a list: what blocks, what warns, what is suppressed until when, and the cycles."""

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.acc_reasons import way_out
from app.domain.verdict.model import Judgement
from app.domain.verdict.suppression import deciding, suppressed
from app.lenses import parts, words
from app.lenses.tones import FINDING
from app.lenses.views import Evidence, Reason

DAY_MS = 86_400_000
_TOLD_HERE = ("suppression_ends", "known_cycle")


def findings(state: IterationState, judgement: Judgement, moment: int) -> tuple[Reason, ...]:
    """Blocking first, then warnings, suppressed ones, and cycles that are accepted."""
    judged = [r for r in parts.findings(judgement, "acc") if r.code not in _TOLD_HERE]
    violations = [v for v in state.of(labels.VIOLATION).values() if v.get("status") == "ACTIVE"]
    hidden = [_suppressed(v, moment) for v in violations if suppressed(v, moment)]
    cycles = [c for c in state.of(labels.CYCLE).values() if c.get("status") == "ACTIVE"]
    accepted = [_accepted(c) for c in cycles if c.get("approved") or c.get("baseline")]
    return (*judged, *hidden, *accepted)


def _suppressed(node: Node, moment: int) -> Reason:
    use = deciding(node, moment)
    until, adr = (use.until, use.adr) if use else (0, "")
    days = (until - moment) // DAY_MS
    face = FINDING["SUPPRESSED"]
    source, target = node.get("source_module", ""), node.get("target_module", "")
    lines = node.get("lines", [])
    return Reason(
        id=f"suppressed:{node.id.uid}",
        code="suppressed",
        stream="acc",
        tone="warn" if until and days <= 7 else face.tone,
        glyph=face.glyph,
        title=f"{source} imports {target}" if target else str(source or node.id.key),
        explain=f"{node.get('rule_id', 'A rule')}: {(use and use.justification) or node.get('description', '')}",
        since=node.times.get("suppression_id"),
        blocking=False,
        severity=node.get("severity", ""),
        evidence=(Evidence(node=node.id.uid, file=node.get("file_path", ""), line=lines[0] if lines else 0),),
        ends=until or None,
        badges=(adr or "no ADR", f"ends in {words.plural(days, 'day')}" if until else "permanent"),
    )


def _accepted(cycle: Node) -> Reason:
    face = FINDING["APPROVED" if cycle.get("approved") else "BASELINE"]
    modules = cycle.get("modules", [])
    kind = str(cycle.get("classification", "inter_module")).replace("_", " ")
    return Reason(
        id=f"known_cycle:{cycle.id.uid}",
        code="known_cycle",
        stream="acc",
        tone=face.tone,
        glyph=face.glyph,
        title=" ⇄ ".join(modules) if len(modules) <= 3 else f"{len(modules)} modules need each other",
        explain=f"{kind}, {face.word}: {words.listed(modules, 6)}",
        clears=f"{way_out(cycle)}." if way_out(cycle) else "",
        since=cycle.times.get("status"),
        blocking=False,
        severity=cycle.get("severity", "INFO"),
        evidence=(Evidence(node=cycle.id.uid),),
        badges=(cycle.get("approval_adr"),) if cycle.get("approval_adr") else (),
    )
