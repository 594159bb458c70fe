from collections import Counter
from typing import Any

import pytest

from app.domain.verdict.bdv import judge_bdv
from app.errors import BadFile
from tests.readers.inputs import (
    MODIFIED,
    ROOT,
    attempts,
    expected,
    needs_inputs,
    of_type,
    read,
    read_file,
    scenarios,
    state_of,
    types,
)

KIT = expected("cucumber-messages/")

START = b'{"testRunStarted":{"timestamp":{"seconds":1790000000,"nanos":0}}}\n'
GHERKIN = (
    b'{"gherkinDocument":{"uri":"f/a.feature","feature":{"name":"A","tags":[],"children":[{"scenario":{"id":"s",'
    b'"location":{"line":3},"steps":[{"id":"st","keyword":"Given "}]}}]}}}\n'
)
PICKLE = (
    b'{"pickle":{"id":"p","uri":"f/a.feature","name":"It works","astNodeIds":["s"],"tags":[{"name":"@req:R-1"}],'
    b'"steps":[{"id":"ps","text":"a step","astNodeIds":["st"]}]}}\n'
)
CASE = b'{"testCase":{"id":"c","pickleId":"p","testSteps":[{"id":"ts","pickleStepId":"ps"}]}}\n'
BEGUN = b'{"testCaseStarted":{"id":"x","testCaseId":"c","attempt":0,"timestamp":{"seconds":1790000001,"nanos":0}}}\n'
STEP = (
    b'{"testStepFinished":{"testCaseStartedId":"x","testStepId":"ts","timestamp":{"seconds":1790000002,"nanos":0},'
    b'"testStepResult":{"status":"%s","message":"boom","duration":{"seconds":1,"nanos":500000}}}}\n'
)
ENDED = b'{"testCaseFinished":{"testCaseStartedId":"x","timestamp":{"seconds":1790000002,"nanos":5000000}}}\n'
OVER = b'{"testRunFinished":{"success":true,"timestamp":{"seconds":1790000003,"nanos":0}}}\n'
PLANNED = START + GHERKIN + PICKLE + CASE
FAILED = PLANNED + BEGUN + STEP % b"FAILED" + ENDED + OVER


@needs_inputs
@pytest.mark.parametrize("name", KIT)
def test_totals_of_the_kit_agree(name: str) -> None:
    events = read_file(name)
    done = list(attempts(events))
    found = {
        "pickles": len(scenarios(events)),
        "test_cases": len({attempt.scenario_id for attempt in done}),
        "attempts": len(done),
        "will_be_retried": sum(attempt.will_retry for attempt in done),
        "final": dict(Counter(attempt.status for attempt in done if not attempt.will_retry)),
        "passed_after_retry": sum(attempt.status == "PASSED" and attempt.attempt > 1 for attempt in done),
    }
    assert found == {key: KIT[name][key] for key in found}


@needs_inputs
@pytest.mark.parametrize("name", KIT)
def test_a_run_of_the_kit_passes_exactly_when_it_says_so(name: str) -> None:
    said = (line for line in read_lines(name) if b'"testRunFinished"' in line)
    success = any(b'"success":true' in line for line in said)
    judged = judge_bdv(state_of(read_file(name)), True)
    assert not [reason for reason in judged.reasons if reason.code == "evidence_contradicts"]
    assert (judged.state == "pass") <= success


def read_lines(name: str) -> list[bytes]:
    return (ROOT / name).read_bytes().splitlines()


@needs_inputs
def test_an_example_has_the_line_of_its_row_and_a_key_of_its_own() -> None:
    name = "cucumber-messages/compatibility-kit/examples-tables/examples-tables.ndjson"
    found = scenarios(read_file(name))
    assert [spec.line for spec in found.values()] == [19, 20, 25, 26, 35, 36, 37]
    assert {spec.kind for spec in found.values()} == {"scenario_outline"}


@needs_inputs
@pytest.mark.parametrize(
    "which", ["global-hooks-afterall-error", "global-hooks-beforeall-error", "test-run-exception"]
)
def test_a_run_that_fails_outside_its_scenarios_is_not_green(which: str) -> None:
    events = read_file(f"cucumber-messages/compatibility-kit/{which}/{which}.ndjson")
    judged = judge_bdv(state_of(events), True)
    assert judged.state == "fail"
    assert of_type(events, "bdv.scenario.failed")[-1].status == "ERROR"


def test_a_failure_names_scenario_file_line_step_and_message() -> None:
    (done,) = attempts(read(FAILED))
    shown = (done.status, done.file_path, done.line, done.failed_step, done.error_message)
    assert shown == ("FAILED", "f/a.feature", 3, "Given a step", "boom")
    assert [(step.keyword, step.status, step.duration_ms) for step in done.steps] == [("Given", "FAILED", 1000.5)]


def test_times_and_tags_come_from_the_file() -> None:
    events = read(FAILED)
    at = {event.event_type: event.timestamp - 1_790_000_000_000 for event in events}
    assert at["bdv.run.started"] == 0
    assert at["bdv.scenario.started"] == 1000
    assert at["bdv.scenario.failed"] == 2005
    assert at["bdv.run.completed"] == 3000
    assert next(iter(scenarios(events).values())).tags == ["@req:R-1"]


def test_a_clock_that_reads_1970_is_moved_to_the_files_time_with_its_offsets() -> None:
    events = read(FAILED.replace(b'"seconds":179000000', b'"seconds":'))
    at = {event.event_type: event.timestamp - MODIFIED for event in events}
    assert (at["bdv.run.started"], at["bdv.scenario.failed"]) == (0, 2005)
    assert "1970" in events[0].metadata["clock"]


def test_a_clock_in_the_year_2300_is_refused_with_its_line() -> None:
    with pytest.raises(BadFile, match=r"line 1: .*2300") as refused:
        read(FAILED.replace(b'"seconds":1790000000', b'"seconds":10413792000'))
    assert refused.value.place == "line 1"


@pytest.mark.parametrize("status", ["UNDEFINED", "PENDING", "AMBIGUOUS", "SKIPPED", "PASSED"])
def test_every_status_is_kept(status: str) -> None:
    (done,) = attempts(read(FAILED.replace(b'"FAILED"', f'"{status}"'.encode())))
    assert done.status == status


def test_the_worst_step_decides_and_hooks_count() -> None:
    hook = STEP.replace(b'"ts"', b'"hook"') % b"FAILED"
    case = CASE.replace(b'"testSteps":[', b'"testSteps":[{"id":"hook","hookId":"h"},')
    text = START + GHERKIN + PICKLE + case + BEGUN + hook + STEP % b"PASSED" + ENDED
    (done,) = attempts(read(text))
    assert (done.status, done.failed_step) == ("FAILED", "hook hook")


def test_a_run_that_was_cut_off_stays_running() -> None:
    events = read(PLANNED + BEGUN)
    assert types(events)["bdv.run.completed"] == 0
    assert judge_bdv(state_of(events), True).state == "pending"


def test_a_feature_that_cannot_be_parsed_is_a_failure_with_file_and_line() -> None:
    error = b'{"parseError":{"source":{"uri":"f/b.feature","location":{"line":7}},"message":"expected: #EOF"}}\n'
    events = read(START + error + OVER)
    (done,) = of_type(events, "bdv.scenario.failed")
    assert (done.status, done.file_path, done.line) == ("ERROR", "f/b.feature", 7)


def test_a_failure_that_no_scenario_explains_is_told() -> None:
    events = read(PLANNED + BEGUN + STEP % b"PASSED" + ENDED + OVER.replace(b"true", b"false"))
    assert [done.status for done in of_type(events, "bdv.scenario.failed")] == ["ERROR"]


def test_attachments_are_counted_and_left_out() -> None:
    attachment = b'{"attachment":{"body":"aGVsbG8=","contentEncoding":"BASE64","mediaType":"text/plain"}}\n'
    assert read(PLANNED + attachment + attachment + OVER)[-1].metadata["left_out"] == "2 attachments"


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


def test_scenarios_of_one_name_are_told_apart() -> None:
    twice = PICKLE + PICKLE.replace(b'"id":"p"', b'"id":"q"')
    assert len(scenarios(read(START + GHERKIN + twice + OVER))) == 2


def test_only_a_run_said_to_be_full_retires_scenarios() -> None:
    def full(**said: Any) -> bool:
        return bool(of_type(read(FAILED, **said), "bdv.run.completed")[0].full)

    assert not full()
    assert full(full_run=True)
