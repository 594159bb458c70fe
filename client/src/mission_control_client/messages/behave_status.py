"""Statuses of behave → those of the schema."""

from __future__ import annotations

from typing import Any

from mission_control_client.messages.cases import Attempt
from mission_control_client.messages.envelopes import Result, failure, now

STATUSES = {
    "passed": "PASSED",
    "xpassed": "PASSED",
    "xfailed": "PASSED",
    "failed": "FAILED",
    "error": "FAILED",
    "undefined": "UNDEFINED",
    "untested_undefined": "UNDEFINED",
    "pending": "PENDING",
    "pending_warn": "PENDING",
    "untested_pending": "PENDING",
    "skipped": "SKIPPED",
}


def step_result(step: Any, started: int, scenario: Any) -> Result:
    """How a step ended. One that a failed hook kept from running, or that only was announced, was skipped."""
    status = STATUSES.get(step.status.name, "SKIPPED")
    error = None if status in ("PASSED", "UNDEFINED") else step.exception
    if status == "SKIPPED":
        return Result("SKIPPED", started, now(), scenario.skip_reason if scenario.should_skip else None)
    return failure(status, started, now(), error)


def unseen(scenario: Any, attempt: Attempt, keys: dict[tuple[str, Any], str], retried: bool) -> None:
    """Add what behave does not tell its formatters: undefined steps after a failure, failed clean-ups."""
    for index, step in enumerate(scenario.all_steps):
        key = keys.get(("step", index))
        if key is not None and key not in attempt.results and STATUSES.get(step.status.name) == "UNDEFINED":
            moment = attempt.last()
            attempt.results[key] = Result("UNDEFINED", moment, moment)
    if (retried or scenario.status.has_failed()) and not attempt.failed():
        text = scenario.error_message or "the scenario failed outside its steps and hooks"
        result = Result("FAILED", attempt.last(), now(), str(text))
        attempt.around.append((False, "around the scenario", result))


def thrown(attempt: Attempt, started: int, error: BaseException) -> None:
    """An error that threw the run out from within a step is the failure of that step."""
    if attempt.running is not None:
        attempt.results.setdefault(attempt.running, failure("FAILED", started, now(), error))
