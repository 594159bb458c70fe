from collections import Counter
from typing import Any

import pytest

from app.domain.verdict.bdv import judge_bdv
from app.errors import BadFile
from tests.readers.cucumber import (
    BEGUN,
    CASE,
    ENDED,
    FAILED,
    GHERKIN,
    KIT,
    OVER,
    PICKLE,
    START,
    STEP,
    read_lines,
)
from tests.readers.inputs import (
    MODIFIED,
    attempts,
    needs_inputs,
    of_type,
    read,
    read_file,
    scenarios,
    state_of,
)


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


@needs_inputs
def test_an_example_has_the_line_of_its_row_and_a_key_of_its_own() -> None:
    name = "cucumber-messages/compatibility-kit/examples-tables/examples-tables.ndjson"
    found = scenarios(read_file(name))
    assert [spec.line for spec in found.values()] == [19, 20, 25, 26, 35, 36, 37]
    assert {spec.kind for spec in found.values()} == {"scenario_outline"}


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
    assert (done.status, done.failed_step) == ("FAILED", "hook")


@needs_inputs
def test_tables_and_doc_strings_of_the_kit_stay_with_their_steps() -> None:
    (done,) = attempts(read_file("cucumber-messages/compatibility-kit/data-tables/data-tables.ndjson"))
    assert done.steps[0].table == [["a", "b"], ["1", "2"]]
    texts = [
        step.doc_string
        for done in attempts(read_file("cucumber-messages/compatibility-kit/doc-strings/doc-strings.ndjson"))
        for step in done.steps
    ]
    assert "Here is some content\nAnd some more on another line" in texts


def test_a_step_says_when_it_began() -> None:
    (done,) = attempts(read(FAILED))
    assert done.steps[0].started_at == 1_790_000_001_000


def test_the_beginning_and_the_end_of_an_attempt_share_a_span_below_that_of_the_run() -> None:
    events = {event.event_type: event for event in read(FAILED)}
    begun, ended, run = (events[f"bdv.{name}"] for name in ("scenario.started", "scenario.failed", "run.started"))
    assert begun.span_id == ended.span_id != run.span_id
    assert begun.parent_span_id == ended.parent_span_id == run.span_id


def test_scenarios_of_one_name_are_told_apart() -> None:
    twice = PICKLE + PICKLE.replace(b'"id":"p"', b'"id":"q"')
    assert len(scenarios(read(START + GHERKIN + twice + OVER))) == 2


def test_only_a_run_said_to_be_full_retires_scenarios() -> None:
    def full(**said: Any) -> bool:
        return bool(of_type(read(FAILED, **said), "bdv.run.completed")[0].full)

    assert not full()
    assert full(full_run=True)
