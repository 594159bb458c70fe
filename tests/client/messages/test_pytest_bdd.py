"""Projects of pytest-bdd, run for real with the plugin."""

import re
import sys
from pathlib import Path

import pytest
from mission_control_client.messages.pytest_workers import merge

from tests.client.messages.projects import OUT, PYTEST, Ran, invalid, needs_schema, ran, written

STEPS = """
    import os
    import pytest
    from pytest_bdd import parsers, scenario, scenarios, step
    from mission_control_client.messages import attach, log

    @pytest.fixture
    def torn():
        yield
        raise RuntimeError("not tidied")

    @pytest.fixture
    def missing(): raise RuntimeError("no data base")

    @step("ok")
    def _(): pass

    @step("crash")
    def _(): raise KeyError("lost")

    @step(parsers.parse("{count:d} rows"))
    def _(count, datatable): assert len(datatable) == count + 1, "rows"

    @step("not written")
    def _(): raise NotImplementedError("soon")

    @step("not written below")
    def _(): int.from_bytes(object())

    @step("skips")
    def _(): pytest.skip("not here")

    @step("torn")
    def _(torn): pass

    @step("attaches")
    def _(): attach(b"png", "image/png", "a.png")

    @step("dies")
    def _(): os._exit(9)

    @step("hook fails")
    def _(): pass

    @step("exits")
    def _(): raise SystemExit("gone")
"""
BOUND = """
    @pytest.mark.skip(reason="not today")
    @scenario("a.feature", "left out")
    def test_left_out(): pass

    @pytest.mark.xfail(reason="known")
    @scenario("a.feature", "expected")
    def test_expected(): pass

    @pytest.mark.xfail(strict=True, reason="no more")
    @scenario("a.feature", "unexpected")
    def test_unexpected(): pass

    @pytest.mark.usefixtures("missing")
    @scenario("a.feature", "not set up")
    def test_not_set_up(): pass

    @scenario("a.feature", "body")
    def test_body(): assert not "afterwards"

    def test_of_another_kind(): assert False
"""
ALL = '\n    scenarios(".")\n'
FEATURE = """
    Feature: Everything
      Background:
        Given ok

      Scenario: left out
        When ok
      Scenario: expected
        When crash
      Scenario: unexpected
        When ok
      Scenario: not set up
        When ok
        Then unknown
      Scenario: body
        When ok

      Scenario: crashing
        When crash
        Then unknown
        And ok
      Scenario: pending
        When not written
        Then ok
      Scenario: skipping
        When skips
        Then unknown
      Scenario: attaching
        When attaches
      Scenario: torn
        When torn

      Rule: Outlines

        Scenario Outline: row <n>
          When <n> rows
            | a |
            | 1 |
          Examples: first
            | n |
            | 1 |
          Examples: second
            | n |
            | 7 |
"""


def run(folder: Path, files: dict[str, str], *arguments: str, **environment: str) -> Ran:
    written(folder, {"pytest.ini": "[pytest]\n", "test_a.py": STEPS + ALL, **files})
    return ran([*PYTEST, *arguments], folder, **environment)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run(tmp_path_factory.mktemp("everything"), {"a.feature": FEATURE, "test_a.py": STEPS + BOUND + ALL})


def test_each_scenario_is_told_with_the_statuses_of_its_steps(everything: Ran) -> None:
    assert everything.attempts() == [
        ("left out", 0, "SK SK"),
        ("expected", 0, "PA SK"),
        ("unexpected", 0, "PA PA FA*"),
        ("not set up", 0, "FA* SK SK UN"),
        ("body", 0, "PA PA FA*"),
        ("crashing", 0, "PA FA UN SK"),
        ("pending", 0, "PA PE SK"),
        ("skipping", 0, "PA SK SK"),
        ("attaching", 0, "PA PA"),
        ("torn", 0, "PA PA FA*"),
        ("row 1", 0, "PA PA"),
        ("row 7", 0, "PA FA"),
    ]


def test_reasons_are_told(everything: Ran) -> None:
    said = list(everything.messages())
    for text in ("not today", "expected to fail: known: 'lost'", "no data base", "soon", "not here", "not tidied"):
        assert text in said
    assert any(text.startswith("[XPASS(strict)]") for text in said)


def test_an_attachment_has_its_file_name(everything: Ran) -> None:
    attached = everything.all("attachment")[0]
    assert (attached["body"], attached["mediaType"], attached["fileName"]) == ("cG5n", "image/png", "a.png")


def test_tests_that_are_no_scenarios_are_not_told(everything: Ran) -> None:
    assert everything.status == 1
    assert "test_of_another_kind" in everything.out
    assert len(everything.all("testCaseFinished")) == 12


@needs_schema
def test_every_envelope_is_valid(everything: Ran) -> None:
    assert not invalid(everything.envelopes)


def test_what_a_step_calls_may_not_be_implemented_without_the_step_being_pending(tmp_path: Path) -> None:
    below = "\n    @step('deep')\n    def _(): helper()\n\n    def helper(): raise NotImplementedError('elsewhere')\n"
    files = {"a.feature": "Feature: F\n  Scenario: one\n    When deep\n", "test_a.py": STEPS + below + ALL}
    assert run(tmp_path, files).attempts() == [("one", 0, "FA")]


HOOKS = """
    import pytest

    def pytest_sessionstart(): pass
    def pytest_sessionfinish(): raise RuntimeError("not finished")
    def pytest_bdd_before_scenario(scenario):
        if "bad" in scenario.tags: raise RuntimeError("no scenario")
    def pytest_bdd_after_scenario(scenario):
        if "bad_end" in scenario.tags: raise RuntimeError("no end")
    def pytest_bdd_after_step(step):
        if "hook" in step.name: raise RuntimeError("too late")
"""


@needs_schema
def test_hooks_of_the_project_are_test_steps_and_hooks_of_the_run(tmp_path: Path) -> None:
    feature = """
        Feature: Hooks
          Scenario: fine
            When ok
          @bad
          Scenario: start
            When ok
          @bad_end
          Scenario: end
            When ok
          Scenario: after step
            When hook fails
            Then ok
    """
    done = run(tmp_path, {"a.feature": feature, "conftest.py": HOOKS}, "-W", "ignore")
    assert done.attempts() == [
        ("fine", 0, "PA* PA PA* PA*"),
        ("start", 0, "FA* SK SK* SK*"),
        ("end", 0, "PA* PA PA* FA*"),
        ("after step", 0, "PA* PA FA* SK SK* PA*"),
    ]
    assert [one["result"]["status"] for one in done.all("testRunHookFinished")] == ["PASSED", "FAILED"]
    assert done.all("testRunFinished")[0]["success"] is False
    assert not invalid(done.envelopes)


REPEATS = """
    import pytest
    from _pytest.runner import runtestprotocol

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(item, nextitem):
        for _ in range(3):
            item._initrequest()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            if not any(report.failed for report in reports):
                break
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        return True
"""


def test_plugins_that_repeat_tests_are_told_as_attempts(tmp_path: Path) -> None:
    body = "\n    def _():\n        TRIES.append(1)\n        assert len(TRIES) > 1\n"
    flaky = "\n    TRIES = []\n\n    @step('flaky')" + body
    feature = "Feature: F\n  Scenario: flaky\n    When flaky\n  Scenario: torn\n    When torn\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": REPEATS, "test_a.py": STEPS + flaky + ALL})
    lost = [("torn", number, "PA FA*") for number in range(3)]
    assert done.attempts() == [("flaky", 0, "FA"), ("flaky", 1, "PA"), *lost]
    assert [one["willBeRetried"] for one in done.all("testCaseFinished")] == [True, False, True, True, False]


def test_what_is_not_selected_is_known_but_has_no_case(tmp_path: Path) -> None:
    feature = "Feature: Two\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "-k", "one")
    assert [one["name"] for one in done.all("pickle")] == ["one", "two"]
    assert done.attempts() == [("one", 0, "PA")]


def test_scenarios_after_an_early_stop_are_skipped(tmp_path: Path) -> None:
    feature = "Feature: Two\n  Scenario: one\n    When crash\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "-x")
    assert done.attempts() == [("one", 0, "FA"), ("two", 0, "SK")]


@needs_schema
def test_a_feature_that_cannot_be_parsed_is_told_and_the_run_is_no_success(tmp_path: Path) -> None:
    done = run(tmp_path, {"a.feature": "Feature: Broken\n  Scenario: one\n    When ok\n  what is this\n"})
    refused = done.all("parseError")[0]
    assert refused["source"] == {"uri": "a.feature", "location": {"line": 4, "column": 3}}
    assert done.all("source")[0]["uri"] == "a.feature"
    assert done.all("testRunFinished")[0]["success"] is False
    assert not invalid(done.envelopes)


@needs_schema
def test_a_feature_that_only_pytest_bdd_refuses_is_told_too(tmp_path: Path) -> None:
    done = run(tmp_path, {"a.feature": "Feature: First\n  Scenario: one\n    And ok\n"})
    assert "must start with" in done.all("parseError")[0]["message"]
    assert not invalid(done.envelopes)


def test_collecting_alone_runs_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, {"a.feature": FEATURE}, "--collect-only")
    assert done.all("pickle")
    assert not done.all("testCase")


def test_a_run_that_dies_leaves_what_was_done_before_and_the_step_that_it_died_in(tmp_path: Path) -> None:
    feature = "Feature: Dies\n  Scenario: one\n    When ok\n  Scenario: two\n    When dies\n"
    done = run(tmp_path, {"a.feature": feature})
    assert done.status == 9
    assert done.attempts() == [("one", 0, "PA"), ("two", 0, "")]
    assert len(done.all("testStepStarted")) == len(done.all("testStepFinished")) + 1
    assert not done.all("testRunFinished")


def test_an_emitter_that_fails_says_so_in_one_line_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / OUT).mkdir()
    done = run(tmp_path, {"a.feature": "Feature: On\n  Scenario: one\n    When ok\n"})
    assert (done.status, len(done.err.splitlines())) == (0, 1)
    assert done.err.startswith("Cucumber Messages stop here, the run goes on: IsADirectoryError: ")
    assert "1 passed" in done.out


def test_where_pytest_bdd_does_not_run_the_option_says_so_and_the_run_goes_on(tmp_path: Path) -> None:
    written(tmp_path, {"test_a.py": "def test_one(): pass\n"})
    done = ran([*PYTEST, "-p", "no:pytest-bdd"], tmp_path)
    assert done.status == 0
    assert done.err.splitlines() == ["--cucumber-messages: pytest-bdd does not run here, nothing is written"]


def test_the_plugin_may_be_named_by_its_module(tmp_path: Path) -> None:
    files = {"a.feature": "Feature: On\n  Scenario: one\n    When ok\n"}
    done = run(tmp_path, files, "-p", "mission_control_client.messages.pytest_bdd")
    assert done.attempts() == [("one", 0, "PA")]


def test_a_step_that_raises_what_is_no_exception_failed_whatever_runs_after_it(tmp_path: Path) -> None:
    feature = "Feature: Exits\n  Scenario: one\n    When exits\n    Then ok\n"
    hook = "def pytest_bdd_after_scenario(): pass\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": hook})
    assert done.attempts() == [("one", 0, "FA SK PA*")]
    assert "gone" in done.messages()


@needs_schema
def test_what_a_worker_died_in_failed_and_what_an_earlier_run_left_behind_is_not_told(tmp_path: Path) -> None:
    feature = "Feature: Dies\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n    And dies\n    Then ok\n"
    left = '{"testRunStarted":{"id":"1","timestamp":{"seconds":0,"nanos":0}}}\n'
    done = run(tmp_path, {"a.feature": feature, f"{OUT}.gw7.part": left}, "-n", "2", "--dist", "load")
    assert sorted(done.attempts()) == [("one", 0, "PA"), ("two", 0, "PA FA SK")]
    assert "the worker was lost" in done.messages()
    assert re.fullmatch("workers that were lost before their end: gw[01]", done.all("testRunFinished")[0]["message"])
    assert not invalid(done.envelopes)


@needs_schema
def test_the_files_of_workers_become_one(tmp_path: Path) -> None:
    """Each worker collects all tests and runs some; what both knew before the run is told once."""
    feature = "Feature: Two\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n"
    hook = "def pytest_sessionstart(): pass\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": hook}, "-n", "2", "--dist", "load")
    assert done.status == 0
    assert sorted(done.attempts()) == [("one", 0, "PA"), ("two", 0, "PA")]
    assert sorted(one["workerId"] for one in done.all("testCaseStarted")) == ["gw0", "gw1"]
    assert [len(done.all(kind)) for kind in ("meta", "source", "testCase", "testRunStarted", "testRunFinished")] == [
        1,
        1,
        2,
        1,
        1,
    ]
    assert done.all("testRunFinished")[0]["success"] is True
    assert len(done.all("testRunHookFinished")) == 2
    assert not list(tmp_path.glob("*.part"))
    assert not invalid(done.envelopes)


def test_a_worker_that_was_lost_is_no_success(tmp_path: Path) -> None:
    started = '{"testRunStarted":{"id":"1","timestamp":{"seconds":0,"nanos":0}}}\n'
    ended = '{"testRunFinished":{"success":true,"timestamp":{"seconds":0,"nanos":0}}}\n'
    written(tmp_path, {f"{OUT}.gw0.part": started + ended, f"{OUT}.gw1.part": started + '{"testCase'})
    merge(str(tmp_path / OUT), success=True)
    finished = ran([sys.executable, "-c", ""], tmp_path).all("testRunFinished")[0]
    assert (finished["success"], finished["message"]) == (False, "workers that were lost before their end: gw1")
    assert finished["testRunStartedId"] == "1"
