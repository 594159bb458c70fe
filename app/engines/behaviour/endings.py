"""How attempts ended, in the words of the report and of the statistics."""

import time
from collections.abc import Mapping

import msgspec

from app.domain.behaviour.flakes import Outcome
from app.domain.events import Event
from app.domain.payloads.bdv import ScenarioFinished
from app.engines.behaviour.catalogue import Catalogue
from app.engines.behaviour.request import Failed
from app.readers.cucumber_attempts import Attempt
from app.readers.origin import clipped


def now_ms() -> int:
    """This moment by this machine's clock (ms, UTC)."""
    return time.time_ns() // 1_000_000


def failed(done: ScenarioFinished, names: Mapping[str, str], held: bool) -> Failed:
    """A scenario that did not pass; ``held`` says that it is in quarantine."""
    place, name = f"{done.file_path}:{done.line}", names.get(done.scenario_id, done.scenario_id)
    return Failed(done.scenario_id, name, done.status, place, done.failed_step, done.error_message, held)


def idle(catalogue: Catalogue, key: str, held: bool) -> Failed:
    """A scenario that was meant to run and never did."""
    path, spec = catalogue.specs[key]
    return Failed(key, spec.name, "PENDING", f"{path}:{spec.line}", quarantined=held)


def outcome_of(event: Event, done: ScenarioFinished) -> Outcome:
    """The attempt as the statistics take it."""
    return Outcome(
        at=event.timestamp,
        passed=done.status == "PASSED",
        code=done.code_version or event.commit_sha,
        run_id=done.run_id,
        attempt=done.attempt,
        duration_ms=done.duration_ms,
        error=done.error_message,
    )


def never_ended(done: ScenarioFinished, attempt: Attempt, why: str) -> ScenarioFinished:
    """An attempt that was cut off, at the step that was under way (as far as the messages tell)."""
    steps = list(attempt.labels)
    over = [steps.index(result.step) for result in attempt.results if result.step in attempt.labels]
    rest = steps[max(over, default=-1) + 1 :]
    step = attempt.labels[rest[0]] if rest else None
    at = f"{step.keyword} {step.text}".strip() if step else ""
    return msgspec.structs.replace(
        done, status="ERROR", error_message=clipped(f"it never ended: {why}"), failed_step=at
    )
