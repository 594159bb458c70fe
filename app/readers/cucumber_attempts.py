"""One attempt at a scenario in Cucumber Messages: its steps, and the status that they add up to."""

from typing import Final, NamedTuple

from app.domain.behaviour.outcomes import reason_of
from app.domain.payloads.bdv import Attachment, ScenarioFinished, StepResult
from app.readers import cucumber_envelope as message
from app.readers.cucumber_features import Planned, Words
from app.readers.origin import clipped
from app.readers.runs import Run

_WORST_LAST: Final = ("UNKNOWN", "PASSED", "SKIPPED", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED")
"""Cucumber's own order; hooks count like steps."""

_NO_WORDS: Final = Words()


class Result(NamedTuple):
    """How a step of the attempt went, and when it began (ms, 0 where unknown)."""

    step: str
    result: message.StepResult
    began: int


class Attempt(NamedTuple):
    """An attempt that has started and not yet ended; ``attachments`` per step, "" for the attempt's own."""

    planned: Planned
    labels: dict[str, Words]
    number: int
    started_ms: int
    results: list[Result]
    attachments: dict[str, list[Attachment]]
    case_id: str = ""


def finished(attempt: Attempt, at: int, will_retry: bool, run: Run) -> ScenarioFinished:
    """The attempt as its worst step leaves it; without any step it passed, and says so."""
    _settle(attempt)
    steps = [_step(attempt, result) for result in attempt.results]
    worst = max(steps, key=lambda step: _rank(step.status), default=None)
    status = worst.status if worst else "PASSED"
    bad = worst if worst and status != "PASSED" else None
    result = next((r.result for r, s in zip(attempt.results, steps, strict=True) if s is bad), None)
    return ScenarioFinished(
        scenario_id=attempt.planned.scenario_id,
        run_id=run.run_id,
        suite=run.suite,
        status=status,
        attempt=attempt.number,
        will_retry=will_retry,
        duration_ms=float(max(at - attempt.started_ms, 0)),
        error_message=bad.message if bad and status != "SKIPPED" else "",
        error_type=clipped(result.exception.type, 200) if result and result.exception else "",
        failed_step=f"{bad.keyword} {bad.text}".strip() if bad else "",
        file_path=attempt.planned.path,
        line=attempt.planned.line,
        reason=reason_of(steps),
        steps=steps,
    )


def _settle(attempt: Attempt) -> None:
    """What belongs to no step that ran goes to the last one."""
    ran = [result.step for result in attempt.results]
    for step in [s for s in attempt.attachments if s not in ran] if ran else []:
        attempt.attachments.setdefault(ran[-1], []).extend(attempt.attachments.pop(step))


def _step(attempt: Attempt, found: Result) -> StepResult:
    result = found.result
    words = attempt.labels.get(found.step, _NO_WORDS)
    said = result.message or (result.exception.message if result.exception else "")
    status = result.status.upper()
    kept = attempt.attachments.get(found.step, []) if attempt.attachments else []
    return StepResult(
        keyword=words.keyword,
        text=words.text,
        status=status if status in _WORST_LAST else "UNKNOWN",
        duration_ms=result.duration.exact_ms,
        message=clipped(said),
        started_at=found.began,
        table=[list(row) for row in words.table],
        doc_string=words.doc_string,
        media_type=words.media_type,
        attachments=kept,
    )


def _rank(status: str) -> int:
    return _WORST_LAST.index(status)
