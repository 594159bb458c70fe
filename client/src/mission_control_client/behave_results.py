"""How steps and scenarios of behave ended."""

from __future__ import annotations

from typing import Any

from mission_control_client.names import clipped

Json = dict[str, Any]
STATUS = {
    "passed": "PASSED",
    "xfailed": "PASSED",
    "failed": "FAILED",
    "xpassed": "FAILED",
    "error": "ERROR",
    "hook_error": "ERROR",
    "cleanup_error": "ERROR",
    "undefined": "UNDEFINED",
    "pending": "PENDING",
    "pending_warn": "PENDING",
    "skipped": "SKIPPED",
}
_STEP = {**STATUS, "error": "FAILED", "hook_error": "FAILED", "untested_undefined": "UNDEFINED"}
NO_STEPS = "it has no steps"
"""Such a scenario passes with behave; it is no evidence that anything works, and this reason says so."""

_WORST_LAST = ("PASSED", "SKIPPED", "PENDING", "UNDEFINED", "FAILED", "ERROR")


def step_of(step: Any) -> Json:
    """A step as it stands; one that was not reached was skipped."""
    return {
        "keyword": clipped(step.keyword, 50),
        "text": clipped(step.name, 2_000),
        "status": _STEP.get(step.status.name, "SKIPPED"),
        "duration_ms": round((step.duration or 0.0) * 1000, 3),
        "message": clipped(step.error_message),
        "table": [list(row) for row in ([step.table.headings, *step.table.rows] if step.table else ())],
        "doc_string": clipped(step.text),
    }


def result_of(scenario: Any, steps: list[Json], *, will_retry: bool) -> Json:
    """The end of an attempt with these steps; nothing where it never ran."""
    bad = _worst(steps)
    word = scenario.status.name
    status = STATUS.get(word, "")
    if will_retry:  # behave has forgotten the attempt's own status already
        status, word = (bad["status"] if bad else "ERROR"), ""
    if status == "ERROR" and bad and bad["status"] in ("UNDEFINED", "PENDING"):
        status = bad["status"]
    told: Json = {"status": status, "steps": steps, "duration_ms": sum(step["duration_ms"] for step in steps)}
    if status in ("PASSED", "SKIPPED", ""):
        reason = getattr(scenario, "skip_reason", "") or "" if status == "SKIPPED" else ""
        reason = NO_STEPS if status == "PASSED" and not steps else reason
        return {**told, "reason": clipped(reason, 2_000)} if status else {}
    message = (bad or {}).get("message") or str(getattr(scenario, "error_message", "") or "") or _why(word, bad)
    told.update(error_message=clipped(message), error_type=word if status == "ERROR" or word == "xpassed" else "")
    if bad:
        told["failed_step"] = f"{bad['keyword']} {bad['text']}".strip()
    return told


def _worst(steps: list[Json]) -> Json | None:
    """The first of the worst steps; nothing where all went well."""
    worst = max(steps, key=lambda step: _WORST_LAST.index(step["status"]), default=None)
    return worst if worst and worst["status"] not in ("PASSED", "SKIPPED") else None


def _why(word: str, bad: Json | None) -> str:
    if bad and bad["status"] == "UNDEFINED":
        return f"undefined step: {bad['keyword']} {bad['text']}"
    if word == "xpassed":
        return "it passed though it is expected to fail"
    return {"cleanup_error": "a clean-up of the scenario failed"}.get(word, "a hook of the scenario failed")
