"""One test in the reports of two runs, as a matrix of builds leaves them: both count, and none hides the other."""

from collections.abc import Iterable
from itertools import permutations

import pytest

from app.domain.events import Event
from app.domain.verdict import StreamState
from app.domain.verdict.bdv import judge_bdv
from app.domain.verdict.model import StreamJudgement
from tests.readers.inputs import read, state_of

CASE = "<testcase classname='t.m' name='test_{0}' file='t/m.py' time='0.1'>{1}</testcase>"
FAILURE = "<failure message='no'>no</failure>"


def report(minute: int, *failing: str) -> list[Event]:
    """Tests a and b, run as a suite of its own in this minute."""
    cases = "".join(CASE.format(name, FAILURE if name in failing else "") for name in "ab")
    head = f"<testsuite name='py3.{minute}' tests='2' timestamp='2026-11-27T10:{minute}:00'>"
    return list(read(f"<testsuites>{head}{cases}</testsuite></testsuites>".encode()))


def judged(events: Iterable[Event]) -> StreamJudgement:
    return judge_bdv(state_of(list(events)), True)


@pytest.mark.parametrize("order", list(permutations((11, 12, 13))))
def test_what_all_of_them_say_alike_adds_up(order: tuple[int, ...]) -> None:
    found = judged(event for minute in order for event in report(minute))
    assert (found.state, found.reasons) == (StreamState.PASS, ())


@pytest.mark.parametrize("fails", [11, 12])
def test_one_that_failed_elsewhere_is_not_undone(fails: int) -> None:
    events = [event for minute in (11, 12) for event in report(minute, *("a" * (minute == fails)))]
    found = judged(events)
    assert found.state is (StreamState.FAIL if fails == 12 else StreamState.UNKNOWN)
    said = next(r.explain for r in found.reasons if r.code == "evidence_contradicts")
    here, there = ("failed", "passed") if fails == 11 else ("passed", "failed")
    assert said == f"“test_a” is {here} in the run of py3.11 (report) and {there} in that of py3.12 (report)."
    for lost in range(len(events)):
        assert judged(events[:lost] + events[lost + 1 :]).state is not StreamState.PASS


def test_a_result_of_the_earlier_one_that_is_lost_is_missed() -> None:
    first, second = report(11), report(12)
    for lost, event in enumerate(first):
        if event.event_type in ("bdv.scenario.completed", "bdv.run.completed"):
            assert judged([*first[:lost], *first[lost + 1 :], *second]).state is not StreamState.PASS
