"""Will it last? The four pass conditions of ACC (domain 5.3, R-20)."""

from app.domain import labels
from app.domain.architecture import scores
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict import acc_reasons as reasons_for
from app.domain.verdict import build, decisions
from app.domain.verdict.analysed import AnalysedPart
from app.domain.verdict.model import Condition, StreamJudgement
from app.domain.verdict.suppression import active, deciding, suppressed

NOT_EVALUATED = ("could_not_run", "disabled")


def judge_acc(state: IterationState, required: bool, moment: int) -> StreamJudgement:
    """ACC passes when the analyses completed over at least one module and one rule, and all conditions hold."""
    analyses, modules, rules = state.of(labels.ANALYSIS), state.of(labels.MODULE), state.of(labels.RULE)
    ended = bool(analyses) and all(a.get("status") == "COMPLETED" for a in analyses.values())
    evaluated = [r for r in rules.values() if r.get("status", "") not in NOT_EVALUATED and not r.get("dry_run")]
    conditions = _conditions(state, moment)
    contradiction = (_contradiction(state) or _unread(rules) or _other_commit(analyses, state)) if ended else ""
    reasons = tuple(r for c in conditions for r in c.reasons)
    return StreamJudgement(
        stream="acc",
        state=build.stream_state(
            conditions, complete=ended and bool(modules) and bool(evaluated), contradiction=contradiction
        ),
        required=required,
        reported=bool(analyses or modules or state.of(labels.VIOLATION)),
        running=bool(analyses) and not ended,
        conditions=conditions,
        reasons=reasons + build.unknown_reason("acc", contradiction),
        looks=tuple(reasons_for.looks(state, moment)),
        facts=_facts(state, moment, evaluated),
        commit=max((str(a.get("commit", "")) for a in analyses.values()), default=""),
        note=_note(ended, len(modules), len(evaluated)),
    )


def _conditions(state: IterationState, moment: int) -> tuple[Condition, ...]:
    return (
        _no_blocking(state, moment),
        _suppressions(state, moment),
        _coupling(state, moment),
        _cycles(state),
    )


def _note(ended: bool, modules: int, rules: int) -> str:
    if not modules:
        return "No module has been reported."
    return "No rule has been evaluated." if ended and not rules else ""


def _facts(state: IterationState, moment: int, evaluated: list[Node]) -> dict[str, int | float]:
    found = [v for v in state.of(labels.VIOLATION).values() if v.get("status") == "ACTIVE"]
    counted = [v for v in found if active(v, moment)]
    return {
        "modules": len(state.of(labels.MODULE)),
        "imports": sum(1 for _ in state.joined(labels.DEPENDS_ON, labels.MODULE)),
        "violations": len(counted),
        "blocking": sum(v.get("severity") == "BLOCKING" for v in counted),
        "suppressed": len(found) - len(counted),
        "cycles": sum(c.get("status") == "ACTIVE" for c in state.of(labels.CYCLE).values()),
        "rules": len(evaluated),
        "health": _health(state, evaluated),
        "conformance": scores.conformance(v.get("severity", "") for v in counted),
    }


def _health(state: IterationState, evaluated: list[Node]) -> float:
    modules = state.of(labels.MODULE).values()
    many = len(modules) or 1
    found = scores.Condition(
        passing=sum(rule.get("status") == "kept" for rule in evaluated),
        rules=len(evaluated),
        complexity=sum(module.get("complexity", 0) for module in modules) / many,
        coupling=sum(1 for _ in state.joined(labels.DEPENDS_ON, labels.MODULE)) / many,
        cycles=sum(c.get("status") == "ACTIVE" for c in state.of(labels.CYCLE).values()),
    )
    return scores.health(found)


def _no_blocking(state: IterationState, moment: int) -> Condition:
    violations = state.of(labels.VIOLATION).values()
    blocking = [v for v in violations if active(v, moment) and v.get("severity") == "BLOCKING"]
    blocking = [v for v in blocking if v.get("type") != "coupling"]
    hidden = sum(v.get("status") == "ACTIVE" and suppressed(v, moment) for v in violations)
    reasons = [reasons_for.violation(v, moment) for v in sorted(blocking, key=_in_reading_order)]
    detail = f"{hidden} suppressed" if hidden else ""
    return build.condition(
        "no_blocking_violation", "No blocking violation", f"{len(blocking)} open", reasons, detail=detail
    )


def _in_reading_order(violation: Node) -> tuple[str, int, str, str]:
    """By file and line, then by rule, as people read the code."""
    lines = violation.get("lines") or [0]
    return violation.get("file_path", ""), lines[0], violation.get("rule_id", ""), violation.id.key


def _suppressions(state: IterationState, moment: int) -> Condition:
    """Every suppression that is in use rests on a decision that is there and accepted (R-20)."""
    found = [v for v in state.of(labels.VIOLATION).values() if v.get("status") == "ACTIVE"]
    used = [(v, use) for v in found if (use := deciding(v, moment))]
    flaws = [(v, use, use.refused or decisions.flaw_of(state, use.adr)) for v, use in used]
    reasons = [reasons_for.suppression_invalid(v, use, why) for v, use, why in flaws if why]
    value = f"{len(used) - len(reasons):,} of {len(used):,}"
    return build.condition("suppressions_valid", "Suppressions have a valid ADR", value, reasons)


def _coupling(state: IterationState, moment: int) -> Condition:
    over = [v for v in state.of(labels.VIOLATION).values() if active(v, moment) and v.get("type") == "coupling"]
    blocking = [v for v in over if v.get("severity") == "BLOCKING"]
    value = "Within" if not over else f"{len(over)} over"
    reasons = [reasons_for.violation(v, moment) for v in blocking]
    detail = "" if blocking or not over else "only warned of"
    return build.condition("coupling_within_limits", "Coupling within limits", value, reasons, detail=detail)


def _cycles(state: IterationState) -> Condition:
    cycles = [c for c in state.of(labels.CYCLE).values() if c.get("status") == "ACTIVE"]
    doubts = {c.id.key: reasons_for.doubt(state, c) for c in cycles}
    of_types = sum(c.get("classification") == labels.TYPES_ONLY for c in cycles)
    real = [c for c in cycles if c.get("classification") != labels.TYPES_ONLY]
    new = [c for c in real if doubts[c.id.key] or not (c.get("approved") or c.get("baseline"))]
    reasons = [reasons_for.new_cycle(c, doubts[c.id.key]) for c in new]
    known = len(real) - len(new)
    told = ((known, "approved or in the baseline"), (of_types, "of types only"))
    detail = ", ".join(f"{number} {words}" for number, words in told if number)
    return build.condition("no_new_cycles", "No new cycle", f"{len(new)} new", reasons, detail=detail)


def _unread(rules: dict[str, Node]) -> str:
    """A rule that could not be evaluated leaves a question open."""
    unread = [r.get("rule_id", r.id.key) for r in rules.values() if r.get("status") == "could_not_run"]
    return f"{len(unread)} rules could not be evaluated, among them {unread[0]}." if unread else ""


def _contradiction(state: IterationState) -> str:
    """Compares what each analysis summed up with what arrived of it."""
    for key, analysis in state.of(labels.ANALYSIS).items():
        part = AnalysedPart(state, key)
        said, digest = analysis.get("counts", {}), analysis.get("digest", "")
        if otherwise := build.contradictions("ACC", f"Analysis {key}", said, part.counts(), digest, part.lines()):
            return otherwise
    return ""


def _other_commit(analyses: dict[str, Node], state: IterationState) -> str:
    return build.commit_conflict(state, (str(a.get("commit", "")) for a in analyses.values()))
