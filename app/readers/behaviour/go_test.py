"""``go test -json`` (one JSON object per line) → BDV events.

=========================  ===================================================================
in the file                event
=========================  ===================================================================
the file                   one run of the suite ``go``
Package                    a feature
run … pass, fail, skip     a scenario; a subtest (``TestX/case``) is one of its own; what a failed or
of a Test                  skipped one wrote is its message
a test that never ended    ERROR (the process broke off: a panic, a time-out)
a package that failed      a scenario of kind ``run`` with what the package wrote: it did not build, or
without a failed test      broke off
=========================  ===================================================================

Times are those of the lines. A test told twice (``-count``) is two tests: the second does not undo the
first. Left out: benchmarks, pauses, and the output of tests that passed.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.behaviour.report import QUIET, Report, finite
from app.readers.behaviour.unit_tests import Broken, Case, class_path, features_of, moment
from app.readers.behaviour.writing import written
from app.readers.json_text import decode
from app.readers.origin import Origin, Stamp
from app.readers.source import Source, digest, lines

FORMAT: Final = "go-test-json"
MOST_OUTPUT: Final = 16_384
_ENDS: Final = {"pass": "PASSED", "fail": "FAILED", "skip": "SKIPPED"}


class _Line(msgspec.Struct, frozen=True, rename="pascal"):
    action: str
    time: str | None = None
    package: str = ""
    import_path: str = ""
    test: str = ""
    elapsed: float | None = None
    output: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Line)
_Key = tuple[str, str]


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile with the line."""
    reading = _Reading()
    for number, line in lines(source):
        reading.take(decode(line, _DECODER, f"line {number}"), f"line {number}")
    report = Report("go", features_of(*reading.told()))
    yield from written(report, Stamp(origin, FORMAT, digest(source)), origin)


class _Reading:
    """Tests that run, what they wrote, and how they ended."""

    def __init__(self) -> None:
        self._running: dict[_Key, int | None] = {}
        self._output: dict[_Key, str] = {}
        self._cases: list[Case] = []
        self._failed: dict[str, str] = {}

    def take(self, line: _Line, place: str) -> None:
        """One line."""
        key = (line.package or line.import_path.partition(" ")[0], line.test)
        if line.output:
            self._output[key] = (self._output.get(key, "") + line.output)[-MOST_OUTPUT:]
        elif line.action == "run":
            self._running[key] = moment(line.time, place)
        elif line.test and line.action in _ENDS:
            self._end(key, line, place)
        elif line.action in ("fail", "build-fail"):
            self._failed[key[0]] = self._output.get(key, "")

    def _end(self, key: _Key, line: _Line, place: str) -> None:
        began = self._running.pop(key, None)
        status = _ENDS[line.action]
        message = "" if status == "PASSED" else self._output.get(key, "")
        self._output.pop(key, None)
        ended = moment(line.time, place)
        lasted = finite((line.elapsed or 0.0) * 1000)
        if began is None and ended is not None:
            began = ended - round(lasted)
        self._cases.append(Case(class_path(key[0]), key[1], status, lasted, message.strip(), began=began))

    def told(self) -> tuple[list[Case], list[Broken]]:
        """All tests, those that never ended too, and the packages that broke."""
        unended = [
            Case(class_path(key[0]), key[1], "ERROR", message=f"it never ended\n{self._output.get(key, '')}".strip())
            for key in self._running
        ]
        cases = self._cases + unended
        bad = {case.home for case in cases if case.status not in QUIET}
        broken = [
            Broken(class_path(package), "The package failed outside its tests", text.strip())
            for package, text in self._failed.items()
            if class_path(package) not in bad
        ]
        return cases, broken
