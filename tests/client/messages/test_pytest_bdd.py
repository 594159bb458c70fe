"""Projects of pytest-bdd, run for real with the plugin."""

from pathlib import Path

import pytest

from tests.client.messages.projects import PYTEST, Ran, invalid, needs_schema, ran, written
from tests.client.messages.pytest_bdd_projects import ALL, BOUND, FEATURE, REPEATS, STEPS, run


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


def test_plugins_that_repeat_tests_are_told_as_attempts(tmp_path: Path) -> None:
    body = "\n    def _():\n        TRIES.append(1)\n        assert len(TRIES) > 1\n"
    flaky = "\n    TRIES = []\n\n    @step('flaky')" + body
    feature = "Feature: F\n  Scenario: flaky\n    When flaky\n  Scenario: torn\n    When torn\n"
    done = run(tmp_path, {"a.feature": feature, "conftest.py": REPEATS, "test_a.py": STEPS + flaky + ALL})
    lost = [("torn", number, "PA FA*") for number in range(3)]
    assert done.attempts() == [("flaky", 0, "FA"), ("flaky", 1, "PA"), *lost]
    assert [one["willBeRetried"] for one in done.all("testCaseFinished")] == [True, False, True, True, False]


def test_where_pytest_bdd_does_not_run_the_option_says_so_and_the_run_goes_on(tmp_path: Path) -> None:
    written(tmp_path, {"test_a.py": "def test_one(): pass\n"})
    done = ran([*PYTEST, "-p", "no:pytest-bdd"], tmp_path)
    assert done.status == 0
    assert done.err.splitlines() == ["--cucumber-messages: pytest-bdd does not run here, nothing is written"]


def test_the_plugin_may_be_named_by_its_module(tmp_path: Path) -> None:
    files = {"a.feature": "Feature: On\n  Scenario: one\n    When ok\n"}
    done = run(tmp_path, files, "-p", "mission_control_client.messages.pytest_bdd")
    assert done.attempts() == [("one", 0, "PA")]
