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
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.domain.events import Event
from app.domain.identity import scenario_key
from app.domain.payloads.bdv import ScenarioFinished, ScenarioSpec
from app.readers.junit_cases import GUESSED, Attempt, Home, attempts_of, home_of, seconds, whole
from app.readers.junit_elements import CaseRead, Element, SuiteClosed, SuiteOpened, elements
from app.readers.junit_survey import Key, Survey, key_of, survey
from app.readers.origin import Origin, Stamp, clipped
from app.readers.runs import Run
from app.readers.source import Source, digest
from app.readers.times import told

FORMAT: Final = "junit-xml"
MOST_SCENARIOS: Final = 200
"""How many scenarios one event of a feature carries at most."""

HELD: Final = 32 << 20
"""Of files up to so many bytes all suites and test cases are held at once; larger ones are parsed twice."""

_RERUN: Final = Attempt("FAILED", "rerun by the tool; the file does not say why")


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the tests in the file. Raises BadFile with line and column."""
    known, seen, found = _walked(source)
    stamp = Stamp(origin, FORMAT, known)
    start = origin.modified_ms if seen.started is None else seen.started
    reading = _Reading(Run(stamp, origin, clipped(seen.name, 200)), seen, start)
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


@dataclass
class _Feature:
    """Test cases of one feature that stand side by side in the file, told together."""

    path: str
    at: int
    scenarios: list[ScenarioSpec] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class _Reading:
    """Where in the file, and in the run's time, the reading stands."""

    def __init__(self, run: Run, seen: Survey, start: int) -> None:
        self.run, self.latest = run, start
        self._seen = seen
        self._suites: list[SuiteOpened] = []
        self._feature = _Feature("", start)
        self._cursor = float(start)
        self._told: set[str] = set()
        self._used: Counter[str] = Counter()
        self._tries: Counter[tuple[int, Key]] = Counter()

    def open(self, suite: SuiteOpened) -> None:
        """A suite with a time of its own starts there, another where the last one stands."""
        self._suites.append(suite)
        at = told(suite.attributes.get("timestamp"), suite.place)
        self._cursor = self._cursor if at is None else float(at)

    def close(self, suite: SuiteClosed) -> Iterator[Event]:
        """A suite ends; what went wrong outside its test cases is told."""
        opened = self._suites.pop()
        yield from self._flush()
        for verdict in suite.verdicts:
            if verdict.tag in ("failure", "error"):
                yield from self._broken(opened, "broke off", verdict.message or verdict.text)
        if count := self._seen.silent.get(suite.number):
            yield from self._broken(
                opened, "failed", f"it counts {count} failures and errors, and shows none of them"
            )

    def _broken(self, suite: SuiteOpened, what: str, message: str) -> Iterator[Event]:
        name = f"Suite {clipped(suite.attributes.get('name'), 300) or suite.number} {what}"
        done = ScenarioFinished(
            scenario_id=scenario_key(self.run.suite, name, str(suite.number)),
            run_id=self.run.run_id,
            suite=self.run.suite,
            status="ERROR",
            error_message=clipped(message) or name,
        )
        yield from self.run.broken(round(self._cursor), name, done)

    def case(self, case: CaseRead) -> Iterator[Event]:
        """A test case: its feature and scenario when they are new, then its attempts."""
        suite = self._suites[-1]
        home = home_of(case, suite.attributes)
        found, number, of = self._attempts(case, home)
        key = self._key(case, home, number)
        own = told(case.attributes.get("timestamp"), case.place)
        began = self._cursor if own is None else float(own)
        took = seconds(case.attributes.get("time")) * 1000
        self._cursor = began + took
        if self._feature.path != home.path or len(self._feature.scenarios) >= MOST_SCENARIOS:
            yield from self._flush()
            self._feature = _Feature(home.path, round(began))
        if key not in self._told:
            self._told.add(key)
            self._feature.scenarios.append(_spec(case, home, key, len(self._told)))
        for offset, attempt in enumerate(found):
            last = number + offset == of
            self._feature.events.append(self.run.begun(round(began), key, number + offset))
            self._feature.events.append(self._ended(case, home, attempt, key, (number + offset, not last, took)))

    def _flush(self) -> Iterator[Event]:
        """A feature with the scenarios gathered so far, then how they went."""
        done, self._feature = self._feature, _Feature("", self.latest)
        if done.scenarios:
            found = self.run.about_feature(done.path, done.path, done.scenarios)
            yield self.run.feature(done.at, found)
        yield from done.events

    def _attempts(self, case: CaseRead, home: Home) -> tuple[list[Attempt], int, int]:
        """The attempts that this element tells, the number of the first, and that of the test's last."""
        found = attempts_of(case, home)
        of = self._seen.attempts.get((case.suite, key_of(case)), 1) if self._seen.attempts else 1
        if of == 1:
            return found, 1, len(found)
        self._tries[case.suite, key_of(case)] += 1
        number = self._tries[case.suite, key_of(case)]
        said = found[-1]
        return [_RERUN if number < of and said.status == "PASSED" else said], number, of

    def _key(self, case: CaseRead, home: Home, number: int) -> str:
        """The scenario's key; separate tests of one name are told apart by their number."""
        name = case.attributes.get("name", "")
        key = scenario_key(home.path, name, "", home.rule)
        if number == 1:
            self._used[key] += 1
        times = self._used[key]
        return key if times == 1 else scenario_key(home.path, name, f"#{times}", home.rule)

    def _ended(self, case: CaseRead, home: Home, attempt: Attempt, key: str, which: tuple[int, bool, float]) -> Event:
        number, will_retry, took = which
        at = round(self._cursor)
        self.latest = max(self.latest, at)
        skipped = attempt.status == "SKIPPED"
        done = ScenarioFinished(
            scenario_id=key,
            run_id=self.run.run_id,
            suite=self.run.suite,
            status=attempt.status,
            attempt=number,
            will_retry=will_retry,
            duration_ms=took,
            error_message="" if skipped else attempt.message,
            error_type="" if skipped else attempt.type,
            file_path=home.file,
            line=attempt.line or _line(case),
            reason=attempt.message if skipped else "",
        )
        return self.run.ended(at, done, {"file_path": GUESSED} if home.guessed else None)


def _spec(case: CaseRead, home: Home, key: str, position: int) -> ScenarioSpec:
    name = clipped(case.attributes.get("name"), 500) or "(no name)"
    return ScenarioSpec(scenario_id=key, name=name, line=_line(case), rule=clipped(home.rule, 500), position=position)


def _line(case: CaseRead) -> int:
    said = case.attributes
    if "line" in said or "lineno" in said:
        return whole(said.get("line")) or whole(said.get("lineno")) or 0
    return 0
