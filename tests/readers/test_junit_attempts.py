"""JUnit XML in which a test ran more than once: each attempt is told, and only the last of them counts."""

import pytest

from app.domain.verdict.bdv import judge_bdv
from tests.readers.inputs import FINISHED, attempts, read, scenarios, state_of
from tests.readers.junit import BAD, CASE, wrapped


def test_surefire_tells_every_attempt_of_a_flaky_test() -> None:
    case = '<testcase classname="C" name="t"><flakyFailure message="one"/><flakyError message="two"/></testcase>'
    done = list(attempts(read(wrapped(case))))
    assert [(a.status, a.attempt, a.will_retry) for a in done] == [
        ("FAILED", 1, True),
        ("ERROR", 2, True),
        ("PASSED", 3, False),
    ]


def test_surefire_tells_every_rerun_of_a_failing_test() -> None:
    case = '<testcase classname="C" name="t"><failure message="a"/><rerunFailure message="b"/></testcase>'
    done = list(attempts(read(wrapped(case))))
    assert [(a.attempt, a.error_message, a.will_retry) for a in done] == [(1, "a", True), (2, "b", False)]


def test_more_cases_than_tests_are_attempts() -> None:
    done = list(attempts(read(wrapped(BAD + CASE, 'name="s" tests="1"'))))
    assert [(a.status, a.will_retry) for a in done] == [("FAILED", True), ("PASSED", False)]
    assert len({a.scenario_id for a in done}) == 1


def test_an_attempt_that_was_rerun_did_not_pass() -> None:
    done = list(attempts(read(wrapped(CASE + CASE, 'name="s" tests="1"'))))
    assert [a.status for a in done] == ["FAILED", "PASSED"]


@pytest.mark.parametrize("tests", ['tests="2"', ""])
def test_two_tests_of_one_name_do_not_hide_each_other(tests: str) -> None:
    events = read(wrapped(BAD + CASE, f'name="s" {tests}'))
    assert len(scenarios(events)) == 2
    assert judge_bdv(state_of(events), True).state == "fail"


def test_beginning_and_end_of_an_attempt_share_a_span_and_no_other_event_has_it() -> None:
    events = read(wrapped(BAD + CASE.replace('"t"', '"u"'), 'name="s" tests="2"'))
    spans = [(event.event_type, event.span_id) for event in events]
    assert len({span for _, span in spans}) == 5
    begun = [span for name, span in spans if name == "bdv.scenario.started"]
    ended = [span for name, span in spans if name in FINISHED]
    assert begun == ended
    assert {event.correlation_id for event in events} == {events[0].payload.run_id}  # type: ignore[attr-defined]
