"""A run of pytest-bdd that does not do all there is, or not to its end, is told as far as it came."""

from pathlib import Path

from tests.client.messages.projects import OUT, invalid, needs_schema
from tests.client.messages.pytest_bdd_projects import FEATURE, run


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


def test_a_step_that_raises_what_is_no_exception_failed_whatever_runs_after_it(tmp_path: Path) -> None:
    feature = "Feature: Exits\n  Scenario: one\n    When exits\n    Then ok\n"
    hook = "def pytest_bdd_after_scenario(): pass\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": hook})
    assert done.attempts() == [("one", 0, "FA SK PA*")]
    assert "gone" in done.messages()
