"""Runs of Cucumber that failed outside of their scenarios or were cut off; features and lines that cannot be read."""

import pytest

from app.domain.verdict.bdv import judge_bdv
from app.errors import BadFile
from tests.readers.cucumber import (
    BEGUN,
    ENDED,
    OVER,
    PLANNED,
    START,
    STEP,
)
from tests.readers.inputs import (
    needs_inputs,
    of_type,
    read,
    read_file,
    state_of,
    types,
)


@needs_inputs
@pytest.mark.parametrize(
    "which", ["global-hooks-afterall-error", "global-hooks-beforeall-error", "test-run-exception"]
)
def test_a_run_that_fails_outside_its_scenarios_is_not_green(which: str) -> None:
    events = read_file(f"cucumber-messages/compatibility-kit/{which}/{which}.ndjson")
    judged = judge_bdv(state_of(events), True)
    assert judged.state == "fail"
    assert of_type(events, "bdv.scenario.failed")[-1].status == "ERROR"


def test_a_run_that_was_cut_off_stays_running() -> None:
    events = read(PLANNED + BEGUN)
    assert types(events)["bdv.run.completed"] == 0
    assert judge_bdv(state_of(events), True).state == "pending"


def test_a_feature_that_cannot_be_parsed_is_a_failure_with_file_and_line() -> None:
    error = b'{"parseError":{"source":{"uri":"f/b.feature","location":{"line":7}},"message":"expected: #EOF"}}\n'
    events = read(START + error + OVER)
    (done,) = of_type(events, "bdv.scenario.failed")
    assert (done.status, done.file_path, done.line) == ("ERROR", "f/b.feature", 7)


def test_a_file_that_ran_although_it_cannot_be_parsed_is_a_remark_and_no_failure() -> None:
    error = b'{"parseError":{"source":{"uri":"%s","location":{"line":7}},"message":"expected: #EOF"}}\n'
    ran = PLANNED + BEGUN + STEP % b"PASSED" + ENDED + OVER
    (path,) = {f.feature_path for f in of_type(read(ran), "bdv.feature.discovered")}
    events = read(error % path.encode() + ran)
    judged = judge_bdv(state_of(events), True)
    assert judged.state == "pass"
    (look,) = judged.looks
    assert (look.code, look.blocking) == ("run_remark", False)
    assert f"{path}:7 ran, but is no Gherkin: expected: #EOF" in look.explain
    assert judge_bdv(state_of(read(error % b"f/other.feature" + ran)), True).state == "fail"


def test_a_failure_that_no_scenario_explains_is_told() -> None:
    events = read(PLANNED + BEGUN + STEP % b"PASSED" + ENDED + OVER.replace(b"true", b"false"))
    assert [done.status for done in of_type(events, "bdv.scenario.failed")] == ["ERROR"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (PLANNED + b'{"testCaseStarted":{"id":"x","testCaseId":"c","atte', "line 5 column"),
        (PLANNED + ENDED, "line 5"),
        (START + BEGUN, "line 2"),
        (PLANNED.replace(b'"pickleId":"p"', b'"pickleId":7'), r"line 4 \$.testCase.pickleId"),
    ],
)
def test_a_broken_line_is_refused_with_its_number(text: bytes, place: str) -> None:
    with pytest.raises(BadFile, match=place):
        read(text)
