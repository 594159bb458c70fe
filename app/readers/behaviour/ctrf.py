"""The Common Test Report Format (CTRF, JSON) → BDV events.

=========================  ===================================================================
in the file                event
=========================  ===================================================================
the file                   one run of the suite that is called as the tool
``filePath``, else         a feature
``suite``
test                       a scenario; its ``suite`` is the rule it stands under in its file
passed, failed             PASSED, FAILED
skipped, pending           SKIPPED; any other status is UNKNOWN, which is no success
``retries``, or            attempts that failed before; a test that is ``flaky`` has one at least
``retryAttempts``
a summary that counts      a scenario of kind ``run``
failures which no test
shows
=========================  ===================================================================

Times are the tests' own, else that of the summary, else the file's. Left out: labels, steps, attachments, insights,
the environment, and the messages of earlier attempts.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.behaviour.report import Report, finite
from app.readers.behaviour.unit_tests import Broken, Case, class_path, features_of, file_of
from app.readers.behaviour.writing import written
from app.readers.behaviour.xml_tree import joined
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp
from app.readers.reader import Look
from app.readers.source import Source, digest, document
from app.readers.times import YEAR_1971

FORMAT: Final = "ctrf"
_STATUS: Final = {"passed": "PASSED", "failed": "FAILED", "skipped": "SKIPPED", "pending": "SKIPPED"}


class _Test(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    status: str
    duration: float | None = None
    start: float | None = None
    suite: str | list[str] | None = None
    message: str | None = None
    trace: str | None = None
    line: int | None = None
    tags: list[str] | None = None
    file_path: str | None = None
    retries: int | None = None
    retry_attempts: list[msgspec.Raw] | None = None
    flaky: bool | None = None


class _Tool(msgspec.Struct, frozen=True):
    name: str = ""


class _Summary(msgspec.Struct, frozen=True):
    failed: int | None = None
    start: float | None = None


class _Results(msgspec.Struct, frozen=True):
    tests: list[_Test]
    tool: _Tool = _Tool()
    summary: _Summary = _Summary()


class _File(msgspec.Struct, frozen=True):
    results: _Results


_DECODER: Final = msgspec.json.Decoder(_File)


def fits(look: Look) -> bool:
    """Whether it holds the results of a tool with their summary."""
    results = look.kind == "json" and look.json.keys.get("results") == "{"
    return results and '"tool"' in look.text and '"summary"' in look.text


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile naming line and path."""
    found = decode(document(source), _DECODER).results
    cases = [_case(test) for test in found.tests]
    silent = (found.summary.failed or 0) > 0 and not any(case.status == "FAILED" for case in cases)
    untold = Broken(
        "(the run)", "The run failed", f"it counts {found.summary.failed} failures, and shows none of them"
    )
    features = features_of(cases, [untold] if silent else [])
    report = Report(found.tool.name or FORMAT, features, started=_moment(found.summary.start))
    yield from written(report, Stamp(origin, FORMAT, digest(source)), origin)


def _case(test: _Test) -> Case:
    suite = " > ".join(test.suite) if isinstance(test.suite, list) else test.suite or ""
    line = test.line or 0
    return Case(
        home=file_of(test.file_path) if test.file_path else class_path(suite),
        name=test.name,
        status=_STATUS.get(test.status, "UNKNOWN"),
        duration_ms=finite(test.duration),
        message=joined(test.message or "", test.trace or ""),
        line=line if 0 <= line < 2**31 else 0,
        began=_moment(test.start),
        is_file=bool(test.file_path),
        rule=suite if test.file_path else "",
        tags=test.tags or (),
        retries=len(test.retry_attempts or ()) or test.retries or int(test.flaky or False),
    )


def _moment(value: float | None) -> int | None:
    """Milliseconds; none where it is no time of ours, as 0 or a number of seconds."""
    return round(value) if value is not None and YEAR_1971 <= value < 1e15 else None
