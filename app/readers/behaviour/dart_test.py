"""``dart test --reporter json`` and ``flutter test --machine`` (one JSON object per line) → BDV events.

=========================  ===================================================================
in the file                event
=========================  ===================================================================
the file                   one run of the suite ``dart``
suite                      a feature, by the path of its file
testStart … testDone       a scenario; success → PASSED, failure → FAILED, error → ERROR, skipped → SKIPPED;
                           hidden ones (the loading of files) only when they went wrong
error                      the message of its test
a test that never ended    ERROR
a run that failed without  a scenario of kind ``run``
a failed test
=========================  ===================================================================

The file's times count from its own beginning, which it does not name: the file's own time is that. Left
out: prints, groups (their names are part of the test's), and lines that are lists (flutter's own).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.behaviour.report import QUIET, Report, finite
from app.readers.behaviour.unit_tests import Broken, Case, features_of, file_of
from app.readers.behaviour.writing import written
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, digest, lines

FORMAT: Final = "dart-test-json"
_RESULTS: Final = {"success": "PASSED", "failure": "FAILED", "error": "ERROR"}


class _Suite(msgspec.Struct, frozen=True):
    id: int = 0
    path: str | None = None


class _Metadata(msgspec.Struct, frozen=True):
    skipReason: str | None = None  # noqa: N815


class _Test(msgspec.Struct, frozen=True):
    id: int = 0
    name: str = ""
    suiteID: int = 0  # noqa: N815
    line: int | None = None
    root_line: int | None = None
    metadata: _Metadata | None = None


class _Line(msgspec.Struct, frozen=True):
    type: str = ""
    time: float = 0
    suite: _Suite | None = None
    test: _Test | None = None
    testID: int | None = None  # noqa: N815
    result: str = ""
    skipped: bool = False
    hidden: bool = False
    success: bool | None = None
    error: str | None = None
    stackTrace: str | None = None  # noqa: N815


_DECODER: Final = msgspec.json.Decoder(_Line)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile with the line."""
    reading = _Reading()
    for number, line in lines(source):
        if not line.startswith(b"["):
            reading.take(decode(line, _DECODER, f"line {number}"))
    report = Report("dart", features_of(*reading.told()))
    yield from written(report, Stamp(origin, FORMAT, digest(source)), origin)


class _Reading:
    """Files, tests that run, what went wrong in them, and how they ended."""

    def __init__(self) -> None:
        self._paths: dict[int, str] = {}
        self._running: dict[int, tuple[_Test, float]] = {}
        self._errors: dict[int, str] = {}
        self._cases: list[Case] = []
        self._failed = False

    def take(self, line: _Line) -> None:
        """One line."""
        if line.suite:
            self._paths[line.suite.id] = file_of(line.suite.path or "")
        elif line.type == "testStart" and line.test:
            self._running[line.test.id] = (line.test, line.time)
        elif line.type == "error" and line.testID is not None:
            said = "\n".join(part for part in (line.error, line.stackTrace) if part)
            self._errors[line.testID] = "\n".join(part for part in (self._errors.get(line.testID, ""), said) if part)
        elif line.type == "testDone":
            self._end(line)
        elif line.type == "done":
            self._failed = line.success is False

    def _end(self, line: _Line) -> None:
        test, began = self._running.pop(line.testID or 0, (None, 0.0))
        status = "SKIPPED" if line.skipped else _RESULTS.get(line.result, "UNKNOWN")
        if test and not (line.hidden and status in QUIET):
            self._cases.append(self._case(test, status, finite(line.time - began)))

    def _case(self, test: _Test, status: str, lasted: float) -> Case:
        path = self._paths.get(test.suiteID, "")
        reason = test.metadata.skipReason if test.metadata and status == "SKIPPED" else ""
        line = test.root_line or test.line or 0
        return Case(
            home=path or "(no file)",
            name=test.name,
            status=status,
            duration_ms=lasted,
            message=self._errors.get(test.id, "") or reason or "",
            line=line if 0 <= line < 2**31 else 0,
            is_file=bool(path),
        )

    def told(self) -> tuple[list[Case], list[Broken]]:
        """All tests, those that never ended too, and the run where it failed without one."""
        for test, _ in self._running.values():
            self._errors[test.id] = f"it never ended\n{self._errors.get(test.id, '')}".strip()
            self._cases.append(self._case(test, "ERROR", 0.0))
        silent = self._failed and all(case.status in QUIET for case in self._cases)
        return self._cases, [Broken("(the run)", "The run failed", "none of its tests says why")] if silent else []
