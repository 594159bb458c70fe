"""A first walk through a JUnit file: its name, its start, and which test cases in it are attempts at one test.

The dialects do not say "again". A suite that holds more test cases than it says it has tests tells
that those of one name are attempts (pytest with reruns). Otherwise two of one name are two tests
(data providers write many), and a failure of the first is not undone by the second.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.readers.junit_cases import whole
from app.readers.junit_elements import CaseRead, Element, SuiteClosed, SuiteOpened
from app.readers.times import ASSUMED_UTC, FILE_TIME, believable, parsed

Key = tuple[str, str, str]


def key_of(case: CaseRead) -> Key:
    """What makes two test cases of a suite the same test."""
    said = case.attributes
    return said.get("classname") or said.get("class") or "", said.get("name", ""), said.get("file", "")


class Survey(NamedTuple):
    """``attempts`` holds, per suite and test, how many test cases are attempts at it (only where more than one)."""

    name: str
    started: int | None
    note: dict[str, str]
    attempts: dict[tuple[int, Key], int]


@dataclass
class _Open:
    number: int
    tests: int | None
    cases: int = 0
    keys: list[Key] = field(default_factory=list)


def time_of(text: str | None, place: str) -> int | None:
    """The time of a suite or case. Exactly 1970-01-01 is what producers write when they have none."""
    if not text or not text.strip():
        return None
    at, _ = parsed(text, place)
    return believable(at, place) if at else None


def survey(found: Iterable[Element]) -> Survey:
    """Walk through the file once. Raises BadFile."""
    names: list[str] = []
    times: list[tuple[int, bool]] = []
    attempts: dict[tuple[int, Key], int] = {}
    stack: list[_Open] = []
    for element in found:
        if isinstance(element, SuiteOpened):
            said = element.attributes
            stack.append(_Open(element.number, whole(said.get("tests"))))
            _note_name(names, element)
            if said.get("timestamp") and time_of(said["timestamp"], element.place):
                times.append(parsed(said["timestamp"], element.place))
        elif isinstance(element, SuiteClosed):
            _close(stack, attempts)
        else:
            stack[-1].cases += 1
            stack[-1].keys.append(key_of(element))
    return Survey(_name(names), min(times)[0] if times else None, _note(times), attempts)


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


def _close(stack: list[_Open], attempts: dict[tuple[int, Key], int]) -> None:
    done = stack.pop()
    if stack:
        stack[-1].cases += done.cases
    if done.tests is not None and done.cases > done.tests:
        attempts |= {(done.number, key): n for key, n in Counter(done.keys).items() if n > 1}


def _note(times: list[tuple[int, bool]]) -> dict[str, str]:
    if not times:
        return {"clock": FILE_TIME}
    return {} if all(named for _, named in times) else {"clock": ASSUMED_UTC}
