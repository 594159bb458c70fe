"""CTRF, TAP, and the older reports of .NET: how many of what, and nothing that failed passes for a success."""

import json
from typing import Any

import pytest

from tests.readers.behaviour.samples import CTRF, NUNIT2, TAP, XUNIT1
from tests.readers.inputs import attempts, of_type, read, scenarios


def counts(data: bytes) -> dict[str, int]:
    (run,) = of_type(read(data), "bdv.run.completed")
    return {name: run.counts[name] for name in ("scenarios", "passed", "failed", "error", "skipped")}


def totals(passed: int, failed: int, error: int, skipped: int) -> dict[str, int]:
    named = {"passed": passed, "failed": failed, "error": error, "skipped": skipped}
    return {"scenarios": sum(named.values()), **named}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CTRF, totals(2, 1, 0, 1)),
        (TAP, totals(2, 1, 0, 2)),
        (NUNIT2, totals(1, 1, 0, 1)),
        (XUNIT1, totals(1, 0, 1, 0)),
    ],
)
def test_a_report_is_counted(data: bytes, expected: dict[str, int]) -> None:
    assert counts(data) == expected


def test_retries_of_ctrf_are_attempts_that_failed() -> None:
    tried = [(done.status, done.attempt) for done in attempts(read(CTRF)) if done.attempt > 1 or done.will_retry]
    assert tried == [("FAILED", 1), ("FAILED", 2), ("PASSED", 3)]


def ctrf(*tests: dict[str, Any], failed: int = 0) -> bytes:
    held = {"tool": {"name": "x"}, "summary": {"failed": failed}, "tests": list(tests)}
    return json.dumps({"results": held}).encode()


def test_failures_that_only_the_summary_of_ctrf_counts_are_no_success() -> None:
    assert counts(ctrf({"name": "a", "status": "passed", "duration": 1}, failed=1))["error"] == 1


def test_another_status_of_ctrf_is_no_success() -> None:
    assert counts(ctrf({"name": "a", "status": "other", "duration": 1}))["passed"] == 0


def test_a_failure_of_tap_keeps_its_message_its_duration_and_its_place() -> None:
    events = read(TAP)
    failed = next(done for done in attempts(events) if done.status == "FAILED")
    assert (failed.error_message, scenarios(events)[failed.scenario_id].rule) == ("error: by zero", "math")
    assert next(done for done in attempts(events) if done.duration_ms).duration_ms == 1.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"1..2\nok 1\n", totals(1, 0, 1, 0)),
        (b"ok 1 - a\nBail out! no disk\n", totals(1, 0, 1, 0)),
        (b"1..0 # SKIP nothing here\n", totals(0, 0, 0, 0)),
        (b"TAP version 13\nok 1 - a\nnot ok 2 - a\n1..2\n", totals(1, 1, 0, 0)),
        (b"TAP version 14\n    ok 1 - in\n    1..1\nnot ok 1 - around\n1..1\n", totals(1, 1, 0, 0)),
        (b"TAP version 14\n    ok 1 - in\n    1..3\nok 1 - around\n1..1\n", totals(1, 0, 1, 0)),
        (b"TAP version 14\r\nnot ok 1 - a\r\n1..1\r\n", totals(0, 1, 0, 0)),
    ],
)
def test_what_tap_planned_and_did_not_tell_is_no_success(text: bytes, expected: dict[str, int]) -> None:
    assert counts(text) == expected


@pytest.mark.parametrize("result", ["Error", "NotRunnable", "Invalid", "Odd"])
def test_an_outcome_of_nunit_that_is_no_success_never_passes(result: str) -> None:
    assert counts(NUNIT2.replace(b'result="Success"', f'result="{result}"'.encode()))["passed"] == 0


def test_a_suite_of_nunit_that_failed_without_a_failed_test_is_told() -> None:
    text = NUNIT2.replace(b'executed="True" result="Failure"', b'executed="True" result="Success"')
    assert counts(text) == totals(2, 0, 1, 1)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (b'<test-case name="a" executed="True" success="False"/>', totals(0, 1, 0, 0)),
        (b'<test-case name="a" executed="True"><failure/></test-case>', totals(0, 1, 0, 0)),
        (b'<test-case name="a" executed="True"/>', totals(1, 0, 0, 0)),
        (b'<test-case name="a" executed="False"/>', totals(0, 0, 0, 1)),
        (b'<test-suite name="s" result="Inconclusive" success="False"/>', totals(0, 0, 0, 0)),
        (b'<test-suite name="s" success="False"/>', totals(0, 0, 1, 0)),
    ],
)
def test_nunit_before_its_results_had_names_is_read(case: bytes, expected: dict[str, int]) -> None:
    assert counts(b"<test-results>" + case + b"</test-results>") == expected
