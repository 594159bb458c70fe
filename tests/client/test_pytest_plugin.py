"""Runs of pytest that tell Mission Control: every outcome, the ids of the JUnit reader, and nothing unless asked."""

from pathlib import Path

import pytest

from app.readers import junit_xml
from app.readers.origin import Origin
from app.readers.source import Source
from tests.client.suites import ALL, GREEN, TWO, project
from tests.client.told import losses_that_open, results, run_pytest, verdict, write

ORIGIN = Origin(tenant="local", iteration="shop", modified_ms=1_700_000_000_000)


def in_junit(folder: Path) -> dict[str, list[str]]:
    return results(junit_xml.read(Source.of((folder / "junit.xml").read_bytes(), "junit.xml"), ORIGIN))


@pytest.mark.parametrize(
    "options",
    [[], ["-o", "junit_family=xunit1", "-n2"], ["--junitprefix=pre"], ["-k", "many"]],
    ids=" ".join,
)
def test_tests_are_the_scenarios_that_the_junit_file_of_the_same_run_tells(
    tmp_path: Path, options: list[str]
) -> None:
    folder = project(tmp_path, ALL)
    ran = run_pytest(folder, "--junitxml=junit.xml", *options)
    assert ran.results() == in_junit(folder)
    assert len(ran.results()) == (5 if "-k" in options else 17)
    assert ran.end.digest


def test_every_outcome_is_told(tmp_path: Path) -> None:
    ran = run_pytest(project(tmp_path, ALL))
    assert ran.status == 1
    assert ran.named() == {
        "tests.test_left_out": ["SKIPPED"],
        "test_passes": ["PASSED"],
        "test_fails": ["FAILED"],
        **{f"test_many[{x}]": ["PASSED"] for x in ("1", "a b", "\\xfc", "None")},
        "test_skipped": ["SKIPPED"],
        "test_fails_as_expected": ["SKIPPED"],
        "test_passes_unexpectedly": ["PASSED"],
        "test_passes_though_it_must_not": ["FAILED"],
        "test_without_ground": ["ERROR"],
        "test_leaves_a_mess": ["ERROR"],
        "test_marked": ["PASSED"],
        "test_parts": ["FAILED"],
        "test_expected": ["SKIPPED"],
        "test_odd": ["PASSED"],
    }
    fails = next(e.payload for e in ran.of("bdv.scenario.failed") if e.payload.error_type == "AssertionError")
    assert fails.error_message.startswith("assert 1 == 2")
    assert (fails.file_path, fails.line) == ("tests/test_all.py", 13)


def test_markers_become_tags_and_requirements(tmp_path: Path) -> None:
    ran = run_pytest(project(tmp_path, ALL))
    (marked,) = [spec for spec in ran.scenarios() if spec.name == "test_marked"]
    assert marked.tags == ["@contract:Api:v1.2", "@critical", "@req:REQ-1", "@req:REQ-2"]
    assert [e.node_id for e in ran.of("dde.requirement.created")] == ["REQ-1", "REQ-2"]


def test_tags_reach_the_run_from_workers_too(tmp_path: Path) -> None:
    alone, divided = (run_pytest(project(tmp_path, ALL), *options) for options in ([], ["-n2"]))
    assert {s.scenario_id: s.tags for s in divided.scenarios()} == {s.scenario_id: s.tags for s in alone.scenarios()}
    assert divided.end.digest == alone.end.digest
    assert divided.end.counts == alone.end.counts
    assert divided.end.full


def test_markers_are_known_to_strict_projects_and_wrong_ones_are_named(tmp_path: Path) -> None:
    files = {"test_a.py": "import pytest\n@pytest.mark.contract('Api')\ndef test_a(): pass"}
    told = run_pytest(project(tmp_path, files), "--strict-markers")
    assert told.status == 0
    assert "contract('Api')" in told.err
    assert run_pytest(tmp_path, "--strict-markers", tell="").status == 0


def test_a_green_run_passes(tmp_path: Path) -> None:
    ran = run_pytest(project(tmp_path))
    assert (verdict(ran.events), ran.end.full, ran.end.status) == ("pass", True, "COMPLETED")


@pytest.mark.parametrize("options", [[], ["-n2"]], ids=["alone", "divided"])
def test_no_lost_event_makes_a_run_pass_that_does_not(tmp_path: Path, options: list[str]) -> None:
    assert losses_that_open(run_pytest(project(tmp_path, ALL), *options).events) == []


RERUN = {
    "test_late.py": """
        import pytest
        calls = []
        @pytest.mark.flaky(reruns=3)
        def test_late():
            calls.append(1)
            assert len(calls) > 2
        @pytest.mark.flaky(reruns=1)
        def test_never(): assert 0
        @pytest.fixture
        def shaky():
            calls.append(2)
            assert calls.count(2) > 1
        @pytest.mark.flaky(reruns=1)
        def test_shaky(shaky): pass
        """
}


@pytest.mark.parametrize("options", [[], ["-n2"]], ids=["alone", "divided"])
def test_each_rerun_is_an_attempt(tmp_path: Path, options: list[str]) -> None:
    folder = project(tmp_path, RERUN)
    ran = run_pytest(folder, "--junitxml=junit.xml", *options)
    assert ran.named() == {
        "test_late": ["FAILED", "FAILED", "PASSED"],
        "test_never": ["FAILED", "FAILED"],
        "test_shaky": ["ERROR", "PASSED"],
    }
    ends = [e.payload for e in ran.events if hasattr(e.payload, "will_retry")]
    retried = {(end.scenario_id, end.attempt) for end in ends if end.will_retry}
    assert len(retried) == ran.end.counts["retried"] == 4
    assert ran.results().keys() == in_junit(folder).keys()
    assert losses_that_open(ran.events) == []


def test_it_does_nothing_unless_asked(tmp_path: Path) -> None:
    file = str(tmp_path / "events.jsonl")
    ran = run_pytest(project(tmp_path), tell="", MC_EVENTS_FILE=file, MC_URL="")
    assert (ran.status, ran.err, ran.events) == (0, "", [])


def test_a_setting_of_the_project_asks_too(tmp_path: Path) -> None:
    write(tmp_path, {**GREEN, "pytest.ini": "[pytest]\nmission_control = auto\nmission_control_suite = unit"})
    told = run_pytest(tmp_path, tell="", MC_EVENTS_FILE="events.jsonl")
    assert told.end.suite == "unit"
    assert run_pytest(tmp_path, tell="").err == ""


def test_a_path_after_the_bare_option_is_what_to_test(tmp_path: Path) -> None:
    ran = run_pytest(
        project(tmp_path, TWO), "tests/test_b.py", tell="--mission-control", MC_EVENTS_FILE="events.jsonl"
    )
    assert ran.named() == {"test_one": ["PASSED"]}
    other = run_pytest(tmp_path, "events.jsonl", tell="--mission-control")
    assert len(other.results()) == 3


def test_it_belongs_where_variables_say_and_joins_the_trace(tmp_path: Path) -> None:
    said = {"MC_PROJECT": "shop", "MC_ITERATION": "shop-7", "MC_COMMIT": "abc", "MC_TENANT": "acme"}
    ran = run_pytest(project(tmp_path), **said, TRACEPARENT=f"00-{'ab' * 16}-{'cd' * 8}-01")
    assert {(e.tenant_id, e.project, e.iteration_id, e.commit_sha) for e in ran.events} == {
        ("acme", "shop", "shop-7", "abc")
    }
    assert {e.trace_id for e in ran.events} == {"ab" * 16}
    assert ran.of("bdv.run.started")[0].parent_span_id == "cd" * 8
