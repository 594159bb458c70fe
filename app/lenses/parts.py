"""What every lens puts around its drawing: pass conditions, legend counts, findings."""

from collections import Counter
from collections.abc import Iterable

from app.domain.verdict.model import Condition as JudgedCondition
from app.domain.verdict.model import Judgement, StreamJudgement, StreamState
from app.domain.verdict.model import Reason as JudgedReason
from app.lenses.tones import FINDING, Face
from app.lenses.views import Condition, Evidence, Reason

_GLYPHS = {
    "flaky": Face("gap", "flaky", "flaky"),
    "quarantined": Face("gap", "quar", "quarantined"),
    "task_retried": Face("warn", "retry", "retried"),
    "passed_late": Face("warn", "retry", "passed late"),
    "suppression_ends": Face("warn", "warn", "ends soon"),
}


def conditions(stream: StreamJudgement) -> tuple[Condition, ...]:
    """The pass conditions of a stream; nothing passes in a stream that was never reported."""
    return tuple(_condition(c, stream.reported) for c in stream.conditions)


def _condition(judged: JudgedCondition, reported: bool) -> Condition:
    state = judged.state if reported or judged.state is not StreamState.PASS else StreamState.PENDING
    share = round(judged.share, 3)
    return Condition(name=judged.name, state=state.value, value=judged.value, detail=judged.detail, share=share)


def word_of(condition: Condition) -> str:
    """Its state as it is said: what holds of a part alone says so."""
    return "pass in part" if condition.state == "pass" and condition.share < 1 else condition.state


def reasons(judged: Iterable[JudgedReason]) -> tuple[Reason, ...]:
    """Reasons as they are shown, each with an id of its own."""
    seen: Counter[str] = Counter()
    made = []
    for reason in judged:
        base = f"{reason.code}:{reason.evidence[0].node if reason.evidence else reason.stream}"
        seen[base] += 1
        made.append(_reason(reason, base if seen[base] == 1 else f"{base}:{seen[base]}"))
    return tuple(made)


def _reason(reason: JudgedReason, reason_id: str) -> Reason:
    face = _GLYPHS.get(reason.code) or FINDING.get(reason.severity, FINDING["WARNING"])
    return Reason(
        id=reason_id,
        code=reason.code,
        stream=reason.stream,
        tone="fail" if reason.blocking else face.tone,
        glyph="fail" if reason.blocking else face.glyph,
        title=reason.title,
        explain=reason.explain,
        clears=reason.clears,
        since=reason.since,
        blocking=reason.blocking,
        severity=reason.severity,
        evidence=tuple(Evidence(node=e.node, file=e.file, line=e.line) for e in reason.evidence),
    )


def findings(judgement: Judgement, stream: str) -> tuple[Reason, ...]:
    """What blocks, what is awaited, then what deserves a look."""
    judged = judgement.stream(stream)
    return reasons((*judged.reasons, *judged.waits, *judged.looks))


def counts(faces: Iterable[Face]) -> tuple[tuple[str, str, int], ...]:
    """The legend: how many there are of each state, in order of their number."""
    found = Counter((face.glyph, face.word) for face in faces)
    return tuple((glyph, word, n) for (glyph, word), n in sorted(found.items(), key=lambda i: (-i[1], i[0])))
