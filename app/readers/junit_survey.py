"""A first walk through a JUnit file: its name, its start, and which test cases in it are attempts at one test.

The dialects do not say "again". A suite that holds more test cases than it says it has tests tells
that those of one name are attempts (pytest with reruns). Otherwise two of one name are two tests
(data providers write many), and a failure of the first is not undone by the second.

A suite may also count failures and show none of them: these are no success.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.readers.junit_cases import went_wrong, whole
from app.readers.junit_elements import CaseRead, Element, SuiteClosed, SuiteOpened
from app.readers.times import ASSUMED_UTC, FILE_TIME, parsed, told

Key = tuple[str, str, str]


def key_of(said: Mapping[str, str]) -> Key:
    """What makes two test cases of a suite the same test; ``said`` are the element's attributes."""
    return said.get("classname") or said.get("class") or "", said.get("name", ""), said.get("file", "")


class Survey(NamedTuple):
    """``attempts`` holds, per suite and test, how many test cases are attempts at it (only where more than one);
    ``silent``, per suite that counts failures and errors of which it shows none, how many."""

    name: str
    started: int | None
    note: dict[str, str]
    attempts: dict[tuple[int, Key], int]
    silent: dict[int, int]


@dataclass(slots=True)
class _Open:
    """A suite that is being gone through. What its test cases say is kept only where they may be too many; whether
    one went wrong is ``sought`` only where it, or a suite around it, counts failures."""

    number: int
    tests: int | None
    bad: int = 0
    sought: bool = False
    cases: int = 0
    said: list[Mapping[str, str]] = field(default_factory=list)
    shown: bool = False

    def note(self, case: CaseRead) -> None:
        """Count a test case of this suite itself."""
        self.cases += 1
        if self.sought and not self.shown:
            self.shown = went_wrong(case)
        if self.tests is not None:
            self.said.append(case.attributes)


def survey(found: Iterable[Element]) -> Survey:
    """Walk through the file once. Raises BadFile."""
    names: list[str] = []
    times: list[tuple[int, bool]] = []
    attempts: dict[tuple[int, Key], int] = {}
    silent: dict[int, int] = {}
    stack: list[_Open] = []
    for element in found:
        if isinstance(element, SuiteOpened):
            stack.append(_opened(element, bool(stack) and stack[-1].sought))
            _note_name(names, element)
            if told(element.attributes.get("timestamp"), element.place):
                times.append(parsed(element.attributes["timestamp"], element.place))
        elif isinstance(element, SuiteClosed):
            _close(stack, attempts, silent, element)
        else:
            stack[-1].note(element)
    return Survey(_name(names), min(times)[0] if times else None, _note(times), attempts, silent)


def _opened(suite: SuiteOpened, sought: bool) -> _Open:
    said = suite.attributes
    bad = (whole(said.get("failures")) or 0) + (whole(said.get("errors")) or 0)
    return _Open(suite.number, whole(said.get("tests")), bad, sought or bad > 0)


def _note_name(names: list[str], suite: SuiteOpened) -> None:
    """At most a few names are needed: the root's, or that of an only suite."""
    name = suite.attributes.get("name", "").strip()
    if suite.is_root and name:
        names[:] = [name, "", ""]
    elif len(names) < 2 and not suite.is_root:
        names.append(name)


def _name(names: list[str]) -> str:
    """The root's name; without one, that of the only suite; else none."""
    return names[0] if len(names) in (1, 3) and names[0] else "tests"


def _close(
    stack: list[_Open], attempts: dict[tuple[int, Key], int], silent: dict[int, int], suite: SuiteClosed
) -> None:
    done = stack.pop()
    if done.tests is not None and done.cases > done.tests:
        again = {(done.number, key): n for key, n in Counter(map(key_of, done.said)).items() if n > 1}
        attempts |= again
        done.shown = done.shown or bool(again)
    if done.bad and not done.shown and not any(verdict.tag in ("failure", "error") for verdict in suite.verdicts):
        silent[done.number] = done.bad
    if stack:
        stack[-1].cases += done.cases
        stack[-1].shown = stack[-1].shown or done.shown or done.bad > 0 or bool(suite.verdicts)


def _note(times: list[tuple[int, bool]]) -> dict[str, str]:
    if not times:
        return {"clock": FILE_TIME}
    return {} if all(named for _, named in times) else {"clock": ASSUMED_UTC}
