import pytest

import app.readers.junit_xml
from app.domain.verdict.bdv import judge_bdv
from app.errors import BadFile
from app.readers.times import FILE_TIME
from tests.readers.inputs import MODIFIED, attempts, of_type, read, scenarios, state_of
from tests.readers.junit import BAD, CASE, wrapped


def test_a_failure_names_class_file_and_line() -> None:
    text = "def test_b():\n&gt;   assert 1 == 2\n\ntests/unit/test_a.py:25: AssertionError"
    failure = f'<failure message="no">{text}</failure>'
    case = f'<testcase classname="tests.unit.test_a.TestB" name="test_b">{failure}</testcase>'
    events = read(wrapped(case))
    (done,) = attempts(events)
    assert (done.status, done.file_path, done.line) == ("FAILED", "tests/unit/test_a.py", 25)
    assert next(iter(scenarios(events).values())).rule == "TestB"
    guessed = [event.metadata for event in events if event.payload is done]
    assert guessed == [{"file_path": "guessed from the class name"}]


def test_file_and_line_of_the_element_are_believed() -> None:
    (done,) = attempts(read(wrapped('<testcase classname="C" name="t" file="./spec/a_test.rb" lineno="9"/>')))
    assert (done.file_path, done.line) == ("spec/a_test.rb", 9)


def test_a_file_too_large_to_be_held_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    report = wrapped(BAD + CASE, 'name="s" tests="1" timestamp="2026-09-21T10:00:00Z"')
    held = read(report)
    monkeypatch.setattr(app.readers.junit_xml, "HELD", len(report) - 1)
    assert read(report) == held
    assert len({event.event_id for event in held}) == len({event.span_id for event in held}) + 2 == len(held)


def test_an_error_outside_every_test_is_a_failure() -> None:
    events = read(wrapped('<testcase classname="C" name="t"/><error message="no such fixture"/>'))
    assert judge_bdv(state_of(events), True).state == "fail"


def test_a_status_without_a_reason_is_believed() -> None:
    cases = (
        '<testcase name="a" status="failed"/><testcase name="b" status="notrun"/><testcase name="c" status="run"/>'
    )
    assert [a.status for a in attempts(read(wrapped(cases)))] == ["FAILED", "SKIPPED", "PASSED"]


@pytest.mark.parametrize(
    ("timestamp", "at", "note"),
    [
        ("2026-09-21T10:00:00Z", 1_789_984_800_000, ""),
        ("2026-09-21T10:00:00.123456+02:00", 1_789_977_600_123, ""),
        ("2026-09-21T10:00:00", 1_789_984_800_000, "times without a zone are read as UTC"),
        ("2026-09-21T10:00:00 UTC", 1_789_984_800_000, ""),
        ("1970-01-01T00:00:00", MODIFIED, FILE_TIME),
        ("", MODIFIED, FILE_TIME),
        ("0001-01-01T00:00:00", MODIFIED, FILE_TIME),
        ("yesterday", MODIFIED, FILE_TIME),
        ("12.000", MODIFIED, FILE_TIME),
        ("2026-02-30T00:00:00Z", MODIFIED, FILE_TIME),
        ("Mon, 21 Sep 2026 10:00:00 GMT", 1_789_984_800_000, ""),
        ("21 Sep 2026 10:00:00 GMT", 1_789_984_800_000, ""),
        ("2026-09-21T 10:00:00Z", 1_789_984_800_000, ""),
    ],
)
def test_times_are_the_suites_else_the_files(timestamp: str, at: int, note: str) -> None:
    events = read(wrapped('<testcase name="t" time="1.5"/>', f'name="s" timestamp="{timestamp}"'))
    assert (events[0].timestamp, events[0].metadata.get("clock", "")) == (at, note)
    assert events[-1].timestamp == at + 1500


def test_failures_that_a_suite_counts_and_does_not_show_are_no_success() -> None:
    told = read(b'<testsuites failures="2"><testsuite name="s" tests="3" failures="1" errors="1">'
                b'<testcase name="a"/></testsuite></testsuites>')  # fmt: skip
    (run,) = of_type(told, "bdv.run.completed")
    assert (run.counts["passed"], run.counts["error"]) == (1, 1)
    (broken,) = of_type(told, "bdv.scenario.failed")
    assert broken.error_message == "it counts 2 failures and errors, and shows none of them"


@pytest.mark.parametrize(
    "cases",
    [
        '<testcase name="a"><failure/></testcase>',
        '<testcase name="a"><flakyFailure/></testcase>',
        '<testcase name="a" status="failed"/>',
        "<error/>",
        '<testsuite errors="1"><error/></testsuite>',
    ],
)
def test_failures_that_are_shown_count_once(cases: str) -> None:
    told = read(wrapped(cases, 'name="s" failures="1"'))
    assert len(of_type(told, "bdv.scenario.failed")) == 1


@pytest.mark.parametrize("timestamp", ["2300-01-01T00:00:00Z", "1970-01-01T00:00:01Z"])
def test_an_impossible_time_is_refused_with_its_line(timestamp: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(wrapped("<testcase/>", f'name="s" timestamp="{timestamp}"'))
    assert refused.value.place == "line 1"


def test_an_impossible_time_of_a_test_case_is_refused_with_its_line() -> None:
    with pytest.raises(BadFile) as refused:
        read(wrapped(f'{CASE}\n{CASE}\n<testcase name="u" timestamp="2300-01-01T00:00:00Z"/>'))
    assert refused.value.place == "line 3"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE testsuites [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<testsuites><testsuite name="&b;"/></testsuites>"""


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        b'<!DOCTYPE testsuites [<!ENTITY x SYSTEM "file:///etc/hostname">]><testsuites>&x;</testsuites>',
        b"<testsuites><testsuite><testcase name='a'></testsuite></testsuites>",
        b"<testsuites><testsuite name='cut",
        b"<testsuites><testsuite/></testsuites><testsuites/>",
        b"<testsuites>\xff\xfe</testsuites>",
    ],
)
def test_bombs_and_broken_xml_are_refused(text: bytes) -> None:
    with pytest.raises(BadFile):
        read(text)


def test_100000_levels_of_suites_do_no_harm() -> None:
    deep = b"<testsuites>" + b"<testsuite>" * 100_000
    with pytest.raises(BadFile, match="no element found"):
        read(deep)


def test_utf_16_and_a_byte_order_mark_are_read() -> None:
    text = wrapped(CASE).decode()
    assert len(scenarios(read(text.encode("utf-16")))) == 1
    assert len(scenarios(read(b"\xef\xbb\xbf" + text.encode()))) == 1


def test_captured_output_is_not_kept() -> None:
    noise = "x" * 300_000
    failure = f"<failure>bad<system-err>{noise}</system-err></failure>"
    (done,) = attempts(read(wrapped(f'<testcase name="t"><system-out>{noise}</system-out>{failure}</testcase>')))
    assert done.error_message == "bad"


def test_a_report_without_tests_executes_nothing_and_is_not_green() -> None:
    events = read(b"<testsuites/>")
    assert of_type(events, "bdv.run.completed")[0].counts["scenarios"] == 0
    assert judge_bdv(state_of(events), True).state != "pass"
