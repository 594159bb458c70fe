"""What the reports of an attempt at a test come to."""

from __future__ import annotations

from typing import Any

from mission_control_client.names import clipped
from mission_control_client.trace import Span

Json = dict[str, Any]
EXTRA = "mission_control"
"""What the process that runs a test adds to its reports: a dictionary, so that workers can send it."""


class Attempt:
    """An attempt at a test, as far as it was reported."""

    def __init__(self, scenario_id: str, number: int, began: int, span: Span) -> None:
        self.scenario_id, self.number, self.began, self.span = scenario_id, number, began, span
        self._failed: list[Any] = []
        self._skipped: list[Any] = []
        self._passed: Any = None
        self._seconds = 0.0

    def note(self, report: Any) -> None:
        """A phase of it was reported, or a part of its body (a sub-test)."""
        part = hasattr(report, "context")
        self._seconds += 0.0 if part else float(getattr(report, "duration", 0.0) or 0.0)
        if report.outcome in ("failed", "rerun"):
            self._failed.append(report)
        elif part:
            return
        elif report.outcome == "skipped":
            self._skipped.append(report)
        elif report.when == "call":
            self._passed = report

    def result(self, file: str, *, will_retry: bool) -> Json:
        """The attempt's end."""
        told: Json = {"scenario_id": self.scenario_id, "attempt": self.number, "will_retry": will_retry}
        told.update(duration_ms=round(self._seconds * 1000, 3), file_path=file)
        if self._failed:
            return {**told, **_failure(self._failed, file)}
        if self._skipped:
            return {**told, "status": "SKIPPED", "reason": clipped(skip_reason(self._skipped[-1]), 2_000)}
        if self._passed is None:
            return {**told, "status": "SKIPPED", "reason": "its body was not run"}
        late = "passed though it is expected to fail" if hasattr(self._passed, "wasxfail") else ""
        return {**told, "status": "PASSED", "reason": late}


def _failure(reports: list[Any], file: str) -> Json:
    """A failure of the body is FAILED; of what stands around it, ERROR."""
    main = next((one for one in reports if one.when == "call"), reports[0])
    texts = [text_of(main), *(f"{one.when}: {text_of(one)}" for one in reports if one is not main)]
    return {
        "status": "FAILED" if main.when == "call" else "ERROR",
        "error_message": clipped("\n".join(texts)) or "pytest gives no reason",
        "error_type": clipped(getattr(main, EXTRA, {}).get("type", ""), 200),
        "line": _line(main, file),
    }


def text_of(report: Any) -> str:
    """What went wrong: the error in a line, then as pytest shows it."""
    said = getattr(report, "longreprtext", "") or str(report.longrepr or "")
    crash = getattr(getattr(report.longrepr, "reprcrash", None), "message", "") or ""
    return said if not crash or said.startswith(crash) else f"{crash}\n{said}"


def _line(report: Any, file: str) -> int:
    """The line of the test's own file that failed, else that of the test."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None and str(crash.path).replace("\\", "/").endswith(file):
        return int(crash.lineno)
    return line_of(report)


def line_of(report: Any) -> int:
    """Where the test stands; 0 where that is not known."""
    location = getattr(report, "location", None)
    return int(location[1]) + 1 if location and location[1] is not None else 0


def skip_reason(report: Any) -> str:
    """Why it was skipped, or that it failed as expected."""
    if hasattr(report, "wasxfail"):
        return f"failed as expected: {report.wasxfail}".rstrip(": ")
    if isinstance(report.longrepr, tuple):
        said = str(report.longrepr[2])
        return said[len("Skipped: ") :] if said.startswith("Skipped: ") else said
    return str(report.longrepr or "")
