"""One attempt at a scenario in Cucumber Messages: its steps, and the status that they add up to."""

from typing import Final, NamedTuple

from app.domain.identity import normal_path
from app.domain.payloads.bdv import ScenarioFinished, StepResult
from app.readers import cucumber_envelope as message
from app.readers.cucumber_features import Planned
from app.readers.origin import clipped
from app.readers.runs import Run

_WORST_LAST: Final = ("UNKNOWN", "PASSED", "SKIPPED", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED")
"""Cucumber's own order; hooks count like steps."""


class Attempt(NamedTuple):
    """An attempt that has started and not yet ended."""

    planned: Planned
    labels: dict[str, tuple[str, str]]
    number: int
    started_ms: int
    results: list[tuple[str, message.StepResult]]


def finished(attempt: Attempt, at: int, will_retry: bool, run: Run) -> ScenarioFinished:
    """The attempt as its worst step leaves it; without any step it passed."""
    steps = [_step(attempt.labels.get(key, ("", "")), result) for key, result in attempt.results]
    worst = max(steps, key=lambda step: _rank(step.status), default=None)
    status = worst.status if worst else "PASSED"
    bad = worst if worst and status != "PASSED" else None
    result = next((r for (_, r), s in zip(attempt.results, steps, strict=True) if s is bad), None)
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
        file_path=normal_path(attempt.planned.uri),
        line=attempt.planned.line,
        reason="" if steps else "it has no steps",
        steps=steps,
    )


def _step(label: tuple[str, str], result: message.StepResult) -> StepResult:
    said = result.message or (result.exception.message if result.exception else "")
    status = result.status.upper() if result.status.upper() in _WORST_LAST else "UNKNOWN"
    duration = result.duration.exact_ms
    return StepResult(keyword=label[0], text=label[1], status=status, duration_ms=duration, message=clipped(said))


def _rank(status: str) -> int:
    return _WORST_LAST.index(status)
