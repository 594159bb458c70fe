"""The test report of a GitLab pipeline, as its API gives it → BDV events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
a test suite                    a run of a suite of that name
a test case                     ``bdv.scenario.…`` of the feature that its file (else its class) is; a second case of
                                the same name is a scenario of its own
success, failed, error, skipped PASSED, FAILED, ERROR, SKIPPED; any other word as it is, and not passed
suite_error                     a failure of the run as a whole
the counts of a suite           the sum of the run: a report that counts more than it lists does not add up
==============================  =================================================================

The report names no time: it is the file's own. Left out: attachments, and how often a case failed before.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.identity import scenario_key
from app.domain.payloads.bdv import RunCompleted, ScenarioFinished, ScenarioSpec
from app.readers.forge.gitlab_types import Case, Report, Suite
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp, clipped
from app.readers.reader import Reader, has_keys
from app.readers.runs import Run
from app.readers.source import Source, digest, document
from app.readers.times import FILE_TIME

FORMAT: Final = "gitlab-test-report"

_STATUS: Final = {"success": "PASSED", "failed": "FAILED", "error": "ERROR", "skipped": "SKIPPED"}
_REPORT: Final = msgspec.json.Decoder(Report)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of every suite in the report. Raises BadFile with path."""
    report, sum_of_bytes = decode(document(source), _REPORT), digest(source)
    for index, suite in enumerate(report.test_suites):
        stamp = Stamp(origin, FORMAT, f"{sum_of_bytes}|{index}")
        run = Run(stamp, origin, suite.name or "tests")
        yield from _Told(run, suite, origin.modified_ms).events()


class _Told:
    """One suite on its way to events."""

    def __init__(self, run: Run, suite: Suite, at: int) -> None:
        self._run, self._suite, self._at = run, suite, at
        self._seen: Counter[tuple[str, str]] = Counter()

    def events(self) -> Iterator[Event]:
        """Beginning, cases, end."""
        yield self._run.started(self._at, {"time": FILE_TIME})
        for case in self._suite.test_cases:
            yield from self._case(case)
        if self._suite.suite_error:
            key = scenario_key(f"({self._run.suite})", "suite error")
            done = self._finished(key, "ERROR", self._suite.suite_error)
            yield from self._run.broken(self._at, "The suite could not be reported", done)
        yield self._summed(self._run.completed(self._at, {}))

    def _case(self, case: Case) -> Iterator[Event]:
        path = case.file or case.classname or self._suite.name or "tests"
        name = f"{case.classname}: {case.name}" if case.file and case.classname else case.name
        self._seen[path, name] += 1
        number = self._seen[path, name]
        key = scenario_key(path, name, "" if number == 1 else str(number))
        spec = ScenarioSpec(scenario_id=key, name=name if number == 1 else f"{name} #{number}", position=number)
        yield self._run.feature(self._at, self._run.about_feature(path, path, [spec]))
        yield self._run.begun(self._at, key, 1)
        status = _STATUS.get(case.status, case.status.upper() or "UNKNOWN")
        failed = _text(case.system_output) or case.stack_trace or ""
        duration = (case.execution_time or 0) * 1000
        done = self._finished(key, status, "" if status == "PASSED" else failed)
        yield self._run.ended(
            self._at, msgspec.structs.replace(done, duration_ms=duration, file_path=case.file or "")
        )

    def _finished(self, key: str, status: str, error: str) -> ScenarioFinished:
        return ScenarioFinished(
            scenario_id=key,
            run_id=self._run.run_id,
            suite=self._run.suite,
            status=status,
            error_message=clipped(error),
        )

    def _summed(self, event: Event) -> Event:
        """The end of the run with the numbers of the report, where it counts more cases than it lists."""
        done, suite = event.payload, self._suite
        assert isinstance(done, RunCompleted)
        if suite.total_count <= len(suite.test_cases):
            return event
        said = {"scenarios": suite.total_count, "passed": suite.success_count, "failed": suite.failed_count}
        counts = done.counts | said | {"skipped": suite.skipped_count, "error": suite.error_count}
        return msgspec.structs.replace(event, payload=msgspec.structs.replace(done, counts=counts))


def _text(output: object, depth: int = 0) -> str:
    """The output of a case, which is a text, a list of them, or an object with a message."""
    if isinstance(output, dict) and depth < 3:
        return _text(output.get("message"), depth + 1)
    if isinstance(output, list) and depth < 3:
        return "\n".join(_text(part, depth + 1) for part in output)
    return output if isinstance(output, str) else ""


READER: Final = Reader(FORMAT, read, has_keys("test_suites", "total_count"), 2)
