"""The second walk through a JUnit file: its suites and test cases, one after the other, as events of one run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.identity import scenario_key
from app.domain.payloads.bdv import ScenarioFinished, ScenarioSpec
from app.readers.junit_cases import GUESSED, Attempt, Home, attempts_of, home_of, seconds, whole
from app.readers.junit_elements import CaseRead, SuiteClosed, SuiteOpened
from app.readers.junit_survey import Key, Survey, key_of
from app.readers.origin import clipped
from app.readers.runs import Run
from app.readers.times import told

MOST_SCENARIOS: Final = 200
"""How many scenarios one event of a feature carries at most."""

_RERUN: Final = Attempt("FAILED", "rerun by the tool; the file does not say why")
_GUESS: Final = {"file_path": GUESSED}


@dataclass(slots=True)
class _Feature:
    """Test cases of one feature that stand side by side in the file, told together."""

    path: str
    at: int
    scenarios: list[ScenarioSpec] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class _Test(msgspec.Struct, frozen=True, gc=False):
    """A test case on its way to events: the attempts it tells begin with ``number``, its test's end with ``of``."""

    key: str
    home: Home
    number: int
    of: int
    took: float
    line: int


class Reading:
    """Where in the file, and in the run's time, the reading stands. What a step completes, it gives back."""

    def __init__(self, run: Run, seen: Survey, start: int) -> None:
        self.run, self.latest = run, start
        self._seen = seen
        self._suites: list[SuiteOpened] = []
        self._feature = _Feature("", start)
        self._cursor = float(start)
        self._position = 0
        self._used: dict[str, int] = {}
        self._tries: Counter[tuple[int, Key]] = Counter()

    def open(self, suite: SuiteOpened) -> None:
        """A suite with a time of its own starts there, another where the last one stands."""
        self._suites.append(suite)
        at = told(suite.attributes.get("timestamp"), suite.place)
        self._cursor = self._cursor if at is None else float(at)

    def close(self, suite: SuiteClosed) -> Iterable[Event]:
        """A suite ends; what went wrong outside its test cases is told."""
        opened = self._suites.pop()
        complete = self._flush()
        for verdict in suite.verdicts:
            if verdict.tag in ("failure", "error"):
                complete += self._broken(opened, "broke off", verdict.message or verdict.text)
        if count := self._seen.silent.get(suite.number):
            complete += self._broken(
                opened, "failed", f"it counts {count} failures and errors, and shows none of them"
            )
        return complete

    def _broken(self, suite: SuiteOpened, what: str, message: str) -> Iterable[Event]:
        name = f"Suite {clipped(suite.attributes.get('name'), 300) or suite.number} {what}"
        done = ScenarioFinished(
            scenario_id=scenario_key(self.run.suite, name, str(suite.number)),
            run_id=self.run.run_id,
            suite=self.run.suite,
            status="ERROR",
            error_message=clipped(message) or name,
        )
        return self.run.broken(round(self._cursor), name, done)

    def case(self, case: CaseRead) -> Iterable[Event]:
        """A test case: its feature and scenario when they are new, then its attempts."""
        said = case.attributes
        home = home_of(case, self._suites[-1].attributes)
        found, number, of = self._attempts(case, home)
        began = self._cursor if "timestamp" not in said else self._own_time(case)
        took = seconds(said.get("time")) * 1000
        self._cursor = began + took
        complete: Iterable[Event] = ()
        if self._feature.path != home.path or len(self._feature.scenarios) >= MOST_SCENARIOS:
            complete = self._flush()
            self._feature = _Feature(home.path, round(began))
        key = self._key(said.get("name", ""), home, number)
        test = _Test(key, home, number, of, took, _line(said))
        if number == 1:
            self._feature.scenarios.append(self._spec(said, test))
        self._tell(test, found, round(began))
        return complete

    def _own_time(self, case: CaseRead) -> float:
        own = told(case.attributes["timestamp"], case.place)
        return self._cursor if own is None else float(own)

    def _flush(self) -> list[Event]:
        """A feature with the scenarios gathered so far, then how they went."""
        done, self._feature = self._feature, _Feature("", self.latest)
        if not done.scenarios:
            return done.events
        found = self.run.about_feature(done.path, done.path, done.scenarios)
        return [self.run.feature(done.at, found), *done.events]

    def _attempts(self, case: CaseRead, home: Home) -> tuple[list[Attempt], int, int]:
        """The attempts that this element tells, the number of the first, and that of the test's last."""
        found = attempts_of(case, home)
        of = self._seen.attempts.get((case.suite, key_of(case.attributes)), 1) if self._seen.attempts else 1
        if of == 1:
            return found, 1, len(found)
        self._tries[case.suite, key_of(case.attributes)] += 1
        number = self._tries[case.suite, key_of(case.attributes)]
        said = found[-1]
        return [_RERUN if number < of and said.status == "PASSED" else said], number, of

    def _key(self, name: str, home: Home, number: int) -> str:
        """The scenario's key; separate tests of one name are told apart by their number."""
        key = scenario_key(home.path, name, "", home.rule)
        times = self._used.get(key, 0)
        if number == 1:
            times = self._used[key] = times + 1
        return key if times == 1 else scenario_key(home.path, name, f"#{times}", home.rule)

    def _spec(self, said: Mapping[str, str], test: _Test) -> ScenarioSpec:
        self._position += 1
        name, rule = clipped(said.get("name"), 500) or "(no name)", clipped(test.home.rule, 500)
        return ScenarioSpec(scenario_id=test.key, name=name, line=test.line, rule=rule, position=self._position)

    def _tell(self, test: _Test, attempts: Iterable[Attempt], began: int) -> None:
        at = round(self._cursor)
        self.latest = at if at > self.latest else self.latest
        for number, attempt in enumerate(attempts, test.number):
            done = self._done(test, attempt, number)
            self._feature.events += self.run.attempted(began, at, done, _GUESS if test.home.guessed else None)

    def _done(self, test: _Test, attempt: Attempt, number: int) -> ScenarioFinished:
        skipped = attempt.status == "SKIPPED"
        return ScenarioFinished(
            scenario_id=test.key,
            run_id=self.run.run_id,
            suite=self.run.suite,
            status=attempt.status,
            attempt=number,
            will_retry=number != test.of,
            duration_ms=test.took,
            error_message="" if skipped else attempt.message,
            error_type="" if skipped else attempt.type,
            file_path=test.home.file,
            line=attempt.line or test.line,
            reason=attempt.message if skipped else "",
        )


def _line(said: Mapping[str, str]) -> int:
    if "line" in said or "lineno" in said:
        return whole(said.get("line")) or whole(said.get("lineno")) or 0
    return 0
