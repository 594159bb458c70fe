"""The reports of the unit test tools. Totals are those that another tool rendered beside the files."""

import json
import re

import pytest

from app.readers import Source, recognise
from app.readers.source import HEAD
from tests.readers.behaviour.samples import DART, GO, MOCHA, NUNIT, RSPEC, SAMPLES, TRX, XUNIT
from tests.readers.inputs import ROOT, attempts, needs_inputs, of_type, origin, read, read_file, scenarios

REPORTER = "junit-xml/test-reporter"
RENDERED = {
    "golang-json.json": "golang-json.md",
    "dart-json.json": "dart-json.md",
    "external/flutter/provider-test-results.json": "provider-test-results.md",
    "mocha-json.json": "mocha-json.md",
    "external/mocha/mocha-test-results.json": "mocha-test-results.md",
    "rspec-json.json": "rspec-json.md",
    "dotnet-nunit.xml": "dotnet-nunit.md",
    "dotnet-trx.trx": "dotnet-trx.md",
    "dotnet-xunitv3.trx": "dotnet-xunitv3.md",
    "external/SilentNotes.trx": "silent-notes-test-results.md",
}
EMPTY = ("dotnet-trx.trx", "dotnet-trx-empty-test-definitions.trx", "rspec-json.json", "mocha-json.json")
TOTALS = re.compile(r"\*\*(\d+)\*\* tests were completed in \S+ with \*\*(\d+)\*\* passed, \*\*(\d+)\*\* failed")


@needs_inputs
@pytest.mark.parametrize("name", RENDERED)
def test_totals_are_those_that_another_tool_rendered(name: str) -> None:
    (run,) = of_type(read_file(f"{REPORTER}/fixtures/{name}"), "bdv.run.completed")
    found = TOTALS.search((ROOT / REPORTER / "__outputs__" / RENDERED[name]).read_text())
    assert found
    total, passed, failed = map(int, found.groups())
    counts = run.counts
    assert (counts["scenarios"], counts["passed"], counts["failed"] + counts["error"]) == (total, passed, failed)
    assert counts["skipped"] == total - passed - failed


@needs_inputs
@pytest.mark.parametrize("name", EMPTY)
def test_a_report_without_tests_is_a_run_without_scenarios(name: str) -> None:
    (run,) = of_type(read_file(f"{REPORTER}/fixtures/empty/{name}"), "bdv.run.completed")
    assert run.counts["scenarios"] == 0


@needs_inputs
def test_nunit_of_another_age_is_counted_as_its_own_root_says() -> None:
    name = f"{REPORTER}/fixtures/external/nunit-sample.xml"
    (run,) = of_type(read_file(name), "bdv.run.completed")
    root = (ROOT / name).read_text(encoding="utf-8-sig").partition("<test-suite")[0]
    said = {
        word: int(number)
        for word, number in re.findall(r'\b(total|passed|failed|inconclusive|skipped)="(\d+)"', root)
    }
    assert (run.counts["passed"], run.counts["failed"] + run.counts["error"]) == (said["passed"], said["failed"])
    assert run.counts["skipped"] == said["skipped"] + said["inconclusive"]


@pytest.mark.parametrize(
    ("data", "home", "name", "status", "own"),
    [
        (GO, "p", "TestA", "FAILED", True),
        (DART, "test/a_test.dart", "a", "FAILED", False),
        (RSPEC, "spec/a_spec.rb", "A b", "FAILED", False),
        (NUNIT, "N.A", "t", "ERROR", True),
        (TRX, "N.A", "t", "FAILED", True),
        (XUNIT, "N.A", "t", "FAILED", True),
    ],
)
def test_a_failed_test_has_its_home_message_and_time(
    data: bytes, home: str, name: str, status: str, own: bool
) -> None:
    events = read(data)
    feature = of_type(events, "bdv.feature.discovered")[0]
    done = next(attempts(events))
    assert (feature.feature_path, feature.scenarios[0].name, done.status) == (home, name, status)
    assert "no" in done.error_message
    assert ("clock" not in events[0].metadata) == own


def test_an_earlier_attempt_failed_where_mocha_says_that_there_was_one() -> None:
    (first, second) = attempts(read(MOCHA))
    assert (first.status, first.will_retry, second.status, second.attempt) == ("FAILED", True, "PASSED", 2)


@pytest.mark.parametrize("name", ["go-test-json", "mocha-json", "rspec-json", "nunit-xml", "xunit-xml"])
def test_what_failed_outside_the_tests_is_never_green(name: str) -> None:
    events = read(SAMPLES[name])
    run_kind = {
        s.scenario_id for f in of_type(events, "bdv.feature.discovered") for s in f.scenarios if s.kind == "run"
    }
    assert [done.status for done in of_type(events, "bdv.scenario.failed") if done.scenario_id in run_kind] == [
        "ERROR"
    ]


def test_a_trx_run_that_failed_without_a_failed_test_is_never_green() -> None:
    events = read(TRX.replace(b'outcome="Failed" ', b'outcome="Passed" '))
    assert [done.status for done in of_type(events, "bdv.scenario.failed")] == ["ERROR"]


def test_a_dart_run_that_failed_without_a_failed_test_is_never_green() -> None:
    events = read(DART.replace(b'"failure"', b'"success"'))
    assert [done.status for done in of_type(events, "bdv.scenario.failed")] == ["ERROR"]


def test_a_test_that_never_ended_is_an_error() -> None:
    told = {scenarios(read(GO))[done.scenario_id].name: done for done in attempts(read(GO))}
    assert told["TestB"].status == "ERROR"
    assert "never ended" in told["TestB"].error_message
    (dart,) = attempts(read(b"\n".join(DART.splitlines()[:3])))
    assert dart.status == "ERROR"


def test_a_test_that_go_tells_twice_is_two_tests() -> None:
    lines = [json.dumps({"Action": a, "Package": "p", "Test": "T"}) for a in ("run", "fail", "run", "pass")]
    assert [done.status for done in attempts(read("\n".join(lines).encode()))] == ["FAILED", "PASSED"]


def test_an_outcome_that_nobody_knows_is_no_success() -> None:
    for data, old in ((TRX, b"Failed"), (NUNIT, b"Failed"), (XUNIT, b"Fail")):
        hurt = data.replace(old, b"Odd")
        assert "UNKNOWN" in {d.status for d in recognise_and_read(hurt)}


def recognise_and_read(data: bytes) -> list[object]:
    events = list(recognise(data[:HEAD]).read(Source.of(data), origin()))
    return of_type(events, "bdv.scenario.failed")
