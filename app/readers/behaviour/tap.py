"""The Test Anything Protocol (TAP 12 to 14, also with the subtests of node and tap) → BDV events.

=========================  ===================================================================
in the file                event
=========================  ===================================================================
the file                   one run of the suite ``tap``
``ok``, ``not ok``         a scenario; one that sums up a subtest is told only when it failed and none in it did
``# Subtest: name``        the rule under which the tests in it stand
``# SKIP``, ``# TODO``     SKIPPED: a test that is still to be made right may fail
``---`` … ``...``, and     the message of a test that failed; ``duration_ms`` in it is its duration
comments
fewer tests than planned,  a scenario of kind ``run``
more, or ``Bail out!``
=========================  ===================================================================

TAP carries no time: the file's own is used. Left out: pragmas, the numbers of tests, and any other line.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.readers.behaviour.report import Report
from app.readers.behaviour.unit_tests import Broken, Case, features_of
from app.readers.behaviour.writing import written
from app.readers.junit_cases import seconds
from app.readers.origin import Origin, Stamp
from app.readers.reader import Look
from app.readers.source import Source, digest, utf8_chunks

FORMAT: Final = "tap"
HOME: Final = "(tap)"
MOST_TEXT: Final = 16_384
_BEGIN: Final = re.compile(
    r"\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:TAP version \d+|1\.\.\d+[ \t]*(?:#[^\n]*)?\r?$|(?:not )?ok[ \t]+(?:\d+|-))",
    re.M,
)
_POINT: Final = re.compile(r"( *)(not )?ok\b(?: +(\d+))?(?: +-)? *(.*)")
_PLAN: Final = re.compile(r"( *)1\.\.(\d{1,9})\b")
_DIRECTIVE: Final = re.compile(r"\s#\s*(skip|todo)\S*\s*(.*)$", re.IGNORECASE)
_SUBTEST: Final = re.compile(r"( *)# Subtest:? *(.*)")
_DURATION: Final = re.compile(r"\s*duration_ms: *([\d.]+)")


def fits(look: Look) -> bool:
    """Whether it begins with a version, a plan or a test of TAP."""
    return look.kind == "text" and bool(_BEGIN.search(look.text))


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file."""
    reading = _Reading()
    text = b"".join(utf8_chunks(source)).decode("utf-8", "replace")
    for line in text.split("\n"):
        reading.take(line.rstrip("\r"))
    report = Report(FORMAT, features_of(*reading.told()))
    yield from written(report, Stamp(origin, FORMAT, digest(source)), origin)


class _Reading:
    """The tests so far, and per depth of indentation how many there were, how many planned, and in which subtest."""

    def __init__(self) -> None:
        self._cases: list[Case] = []
        self._broken: list[Broken] = []
        self._counts: dict[int, int] = {}
        self._plans: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._first: dict[int, int] = {}
        self._open = False

    def take(self, line: str) -> None:
        """One line."""
        if found := _POINT.match(line):
            self._point(len(found[1]), found[2] is None, found[4])
        elif found := _SUBTEST.match(line):
            self._names[len(found[1])] = found[2]
        elif found := _PLAN.match(line):
            self._plans[len(found[1])] = int(found[2])
        elif line.strip().startswith("Bail out!"):
            self._broken.append(Broken(HOME, "The run bailed out", line.strip()))
        else:
            self._explain(line)

    def _point(self, depth: int, good: bool, text: str) -> None:
        self._counts[depth] = self._counts.get(depth, 0) + 1
        inside = self._close(depth)
        directive = _DIRECTIVE.search(f" {text}")
        name = (text[: max(directive.start() - 1, 0)] if directive else text).strip().replace("\\#", "#")
        self._open = not inside or not (good or any(case.status == "FAILED" for case in inside))
        if self._open:
            status = "SKIPPED" if directive else "PASSED" if good else "FAILED"
            note = f"{directive[1].lower()} {directive[2]}".strip() if directive else ""
            rule = " > ".join(self._names[d] for d in sorted(self._names) if d < depth)
            self._cases.append(Case(HOME, name or f"test {self._counts[depth]}", status, message=note, rule=rule))
        self._first[depth] = len(self._cases)

    def _close(self, depth: int) -> list[Case]:
        """A test that comes after deeper ones sums these up; what they had planned is compared."""
        deeper = [d for d in self._counts if d > depth]
        for one in sorted(deeper):
            self._compare(one, self._names.get(depth, "a subtest"))
        inside = self._cases[self._first.get(depth, 0) :] if deeper else []
        for held in (self._counts, self._plans, self._names, self._first):
            for one in [d for d in held if d > depth or (held is self._names and d == depth)]:
                del held[one]
        return inside

    def _compare(self, depth: int, name: str) -> None:
        planned, ran = self._plans.get(depth), self._counts.get(depth, 0)
        if planned is not None and planned != ran:
            self._broken.append(Broken(HOME, f"The plan of {name} does not hold", f"{planned} planned, {ran} told"))

    def _explain(self, line: str) -> None:
        """What stands below a test that failed is its message."""
        if not self._open or not self._cases:
            return
        last = self._cases[-1]
        if found := _DURATION.match(line):
            self._cases[-1] = last._replace(duration_ms=seconds(found[1]))
        elif last.status == "FAILED" and line.strip() not in ("", "---", "...") and len(last.message) < MOST_TEXT:
            self._cases[-1] = last._replace(message=f"{last.message}\n{line.strip()}".strip())

    def told(self) -> tuple[list[Case], list[Broken]]:
        """All tests, and what failed around them."""
        for depth in sorted({*self._counts, *self._plans}):
            self._compare(depth, "the run" if depth == 0 else "a subtest that never ended")
        return self._cases, self._broken
