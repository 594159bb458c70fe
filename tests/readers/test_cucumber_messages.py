import base64
import hashlib
import json
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
    assert (done.status, done.failed_step) == ("FAILED", "hook")


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


ATTACHED = (
    b'{"attachment":{"body":"aGVsbG8=","contentEncoding":"BASE64","mediaType":"text/plain","fileName":"note.txt",'
    b'"testCaseStartedId":"x","testStepId":"ts"}}\n'
)


def test_a_short_text_stays_with_its_step() -> None:
    (done,) = attempts(read(PLANNED + BEGUN + ATTACHED + STEP % b"PASSED" + ENDED + OVER))
    (kept,) = done.steps[0].attachments
    assert (kept.name, kept.media_type, kept.size, kept.text) == ("note.txt", "text/plain", 5, "hello")
    assert kept.sha256 == hashlib.sha256(b"hello").hexdigest()


@pytest.mark.parametrize(
    ("was", "becomes", "note"),
    [
        (b"text/plain", b"image/png", "left out: 5 bytes"),
        (b"aGVsbG8=", base64.b64encode(b"x" * 5_000), "left out: 5000 bytes"),
        (b"aGVsbG8=", b"%%%", "its base64 cannot be decoded"),
    ],
)
def test_what_is_no_short_text_says_that_it_is_left_out(was: bytes, becomes: bytes, note: str) -> None:
    (done,) = attempts(read(PLANNED + BEGUN + ATTACHED.replace(was, becomes) + STEP % b"PASSED" + ENDED + OVER))
    (kept,) = done.steps[0].attachments
    assert kept.note.startswith(note)
    assert not kept.text


def test_attachments_beyond_the_hundredth_of_a_step_are_counted() -> None:
    events = read(PLANNED + BEGUN + ATTACHED * 103 + STEP % b"PASSED" + ENDED + OVER)
    assert events[-1].metadata["left_out"] == "3 attachments"


def test_what_hooks_around_the_run_attach_stands_on_its_end() -> None:
    around = ATTACHED.replace(b'"testCaseStartedId":"x","testStepId":"ts"', b'"testRunHookStartedId":"h"')
    (ended,) = of_type(read(PLANNED + around + OVER), "bdv.run.completed")
    assert [kept.text for kept in ended.attachments] == ["hello"]


@needs_inputs
def test_attachments_of_the_kit_are_as_many_as_its_lines_say() -> None:
    for name in KIT:
        said = [json.loads(line) for line in read_lines(name) if line.startswith((b'{"attachment"', b'{"externalA'))]
        events = read_file(name)
        on_steps = [kept for done in attempts(events) for step in done.steps for kept in step.attachments]
        around = [kept for ended in of_type(events, "bdv.run.completed") for kept in ended.attachments]
        assert len(on_steps) + len(around) == len(said), name


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


@needs_inputs
def test_a_picture_is_put_away_where_whoever_reads_wants_it() -> None:
    kept: dict[str, bytes] = {}

    def place(data: bytes, sha256: str) -> tuple[str, str]:
        kept[sha256] = data
        return f"kept/{sha256}", ""

    name = "cucumber-messages/compatibility-kit/examples-tables-attachment/examples-tables-attachment.ndjson"
    steps = [step for done in attempts(read_file(name, keep=place)) for step in done.steps]
    found = [a for step in steps for a in step.attachments]
    assert [a.media_type for a in found] == ["image/jpeg", "image/png"]
    assert all(a.file == f"kept/{a.sha256}" and hashlib.sha256(kept[a.sha256]).hexdigest() == a.sha256 for a in found)
    assert all(
        a.note for step in (s for done in attempts(read_file(name)) for s in done.steps) for a in step.attachments
    )
