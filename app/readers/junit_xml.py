"""JUnit XML in its dialects (pytest, surefire, jest, mocha, phpunit, ctest, gtest, minitest …) → BDV events.

=============================  ==================================================================
in the file                    event
=============================  ==================================================================
the file                       one run of one suite, named by the root or its only ``testsuite``, and the file
file, suite that is a file,    a feature; pytest's ``tests.test_x.TestY`` becomes ``tests/test_x.py``, and the
or class                       event says that this is guessed
testcase                       a scenario (class and name), ``bdv.scenario.started`` and one of ``.completed``,
                               ``.failed`` (FAILED, ERROR), ``.skipped``; duration, message, type, line
flakyFailure, flakyError       failed attempts before the one that passed
rerunFailure, rerunError       failed attempts after the first
more test cases than           those of one name are attempts; any but the last failed, whether or not
``tests`` of the suite         the file says how (pytest writes reruns as if they had passed)
error under a ``testsuite``,   a scenario of kind ``run`` with status ERROR
or a count of failures of
which none is shown
=============================  ==================================================================

Times: the suite's ``timestamp`` plus the durations of the test cases so far; without a zone it is
UTC, without any that can be read it is the file's own time, and the run's metadata says so. Properties and captured
output are left out. Of a large file memory grows with the number of tests (a short line each), not with their
texts.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.events import Event
from app.readers.junit_elements import CaseRead, Element, SuiteOpened, elements
from app.readers.junit_reading import Reading
from app.readers.junit_survey import Survey, survey
from app.readers.origin import Origin, Stamp, clipped
from app.readers.runs import Run
from app.readers.source import Source, digest

FORMAT: Final = "junit-xml"

HELD: Final = 32 << 20
"""Of files up to so many bytes all suites and test cases are held at once; larger ones are parsed twice."""


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile with line and column."""
    known, seen, found = _walked(source)
    stamp = Stamp(origin, FORMAT, known)
    start = origin.modified_ms if seen.started is None else seen.started
    reading = Reading(Run(stamp, origin, clipped(seen.name, 200)), seen, start)
    yield reading.run.started(start, seen.note)
    for element in found:
        if isinstance(element, SuiteOpened):
            reading.open(element)
        elif isinstance(element, CaseRead):
            yield from reading.case(element)
        else:
            yield from reading.close(element)
    yield reading.run.completed(reading.latest, seen.note)


def _walked(source: Source) -> tuple[str, Survey, Iterable[Element]]:
    """The file's digest, what a first walk shows, and what it holds: kept, or parsed again where it is large."""
    if source.size <= HELD:
        held = list(elements(source))
        return digest(source), survey(held), held
    state = hashlib.sha256()
    seen = survey(elements(source, state.update))
    return state.hexdigest(), seen, elements(source)
