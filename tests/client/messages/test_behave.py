"""Projects of behave, run for real with the formatter."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.client.messages.behave_projects import FEATURE, STEPS, run
from tests.client.messages.projects import BEHAVE, INPUTS, OUT, Ran, invalid, needs_schema, ran, written


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run(tmp_path_factory.mktemp("everything"), {"a.feature": FEATURE})


def test_each_scenario_is_told_with_the_statuses_of_its_steps(everything: Ran) -> None:
    assert everything.attempts() == [
        ("crashing", 0, "PA FA UN SK"),
        ("table", 0, "PA PA"),
        ("pending", 0, "PA PE SK"),
        ("skipping", 0, "PA SK SK"),
        ("attaching", 0, "PA PA"),
        ("nested", 0, "PA FA"),
        ("dirty", 0, "PA PA FA*"),
        ("row 1", 0, "PA PA"),
        ("row 7", 0, "PA FA"),
    ]


def test_the_run_ends_as_behave_ends(everything: Ran) -> None:
    assert everything.status == 1
    assert everything.all("testRunFinished")[0]["success"] is False


def test_an_error_is_told_with_its_kind_text_and_trace(everything: Ran) -> None:
    failed = [
        one["testStepResult"] for one in everything.all("testStepFinished") if "exception" in one["testStepResult"]
    ]
    crash = failed[0]
    assert crash["message"] == "'lost'"
    assert crash["exception"]["type"] == "KeyError"
    assert "steps/steps.py" in crash["exception"]["stackTrace"]


def test_an_attachment_lies_within_its_step(everything: Ran) -> None:
    kinds = [next(iter(one)) for one in everything.envelopes]
    at = kinds.index("attachment")
    assert kinds[at - 1 : at + 2] == ["testStepStarted", "attachment", "testStepFinished"]
    attached = everything.all("attachment")[0]
    assert (attached["body"], attached["contentEncoding"], attached["mediaType"]) == ("cG5n", "BASE64", "image/png")


def test_an_undefined_step_comes_with_a_suggestion(everything: Ran) -> None:
    suggested = everything.all("suggestion")[0]["snippets"][0]
    assert suggested["language"] == "python"
    assert suggested["code"].startswith("@then('unknown')")


def test_parse_patterns_are_told_as_regular_expressions_and_their_arguments_by_place(everything: Ran) -> None:
    patterns = [one["pattern"] for one in everything.all("stepDefinition")]
    assert {"source": "ok", "type": "CUCUMBER_EXPRESSION"} in patterns
    assert [one["type"] for one in patterns if "rows" in one["source"]] == ["REGULAR_EXPRESSION"]
    steps = [step for case in everything.all("testCase") for step in case["testSteps"]]
    arguments = [one for step in steps for found in step.get("stepMatchArgumentsLists", []) for one in found.values()]
    assert [{"group": {"start": 0, "value": "2"}}] in arguments


@needs_schema
def test_every_envelope_is_valid(everything: Ran) -> None:
    assert not invalid(everything.envelopes)


def test_behaves_own_retry_is_told_as_attempts(tmp_path: Path) -> None:
    retry = """
        from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry
        def before_feature(context, feature):
            for scenario in feature.walk_scenarios():
                patch_scenario_with_autoretry(scenario, max_attempts=2)
    """
    feature = """
        Feature: Retry
          Scenario: lost
            When crash
          Scenario: dirty
            When dirty
          Scenario: fine
            When ok
    """
    done = run(tmp_path, {"a.feature": feature, "environment.py": retry})
    wanted = [("lost", 0, "FA"), ("lost", 1, "FA"), ("dirty", 0, "PA FA*"), ("dirty", 1, "PA FA*"), ("fine", 0, "PA")]
    assert done.attempts() == wanted
    assert [one["willBeRetried"] for one in done.all("testCaseFinished")] == [True, False, True, False, False]


CATCH_ALL = """
    from behave import step, use_step_matcher

    use_step_matcher("re")

    @step("(?P<anything>.*)")
    def _(context, anything): pass
"""
REAL = INPUTS / "gherkin" / "behave"


@pytest.mark.skipif(not REAL.is_dir(), reason="MC_INPUTS names no folder with the features of behave")
def test_behaves_own_features_are_told_whole(tmp_path: Path) -> None:
    """Two hundred real files, eight of which the official parser refuses; behave's own summary is the count."""
    shutil.copytree(REAL, tmp_path / "features")
    done = run(tmp_path, {"steps/steps.py": CATCH_ALL}, "-f", "null")
    counted = re.search(r"^(\d+) scenarios passed, 0 failed", done.out, re.MULTILINE)
    assert counted is not None
    assert int(counted[1]) == len(done.attempts()) > 900
    assert {status for _, _, statuses in done.attempts() for status in statuses.split()} == {"PA"}
    refused = {one["source"]["uri"] for one in done.all("parseError")}
    assert len(refused) == 8
    assert done.all("testRunFinished")[0]["success"] is True
    assert not invalid([one for one in done.envelopes if next(iter(one.values())).get("uri") in refused])


def test_nothing_else_is_said(tmp_path: Path) -> None:
    files = {"a.feature": "Feature: Quiet\n  Scenario: one\n    When ok\n"}
    with_it = run(tmp_path, files, "-f", "null")
    without = ran([*BEHAVE[:3], "--no-color", "-f", "null", "."], tmp_path)
    said = [line for line in with_it.out.splitlines() if not line.startswith("Took")]
    assert said == [line for line in without.out.splitlines() if not line.startswith("Took")]
    assert with_it.err == without.err


def test_without_a_file_the_messages_go_to_the_output(tmp_path: Path) -> None:
    written(tmp_path, {"steps/steps.py": STEPS, "a.feature": "Feature: Ünïcode\n  Scenario: one\n    When ok\n"})
    done = ran([*BEHAVE[:5], "--no-summary", "."], tmp_path)
    lines = [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]
    assert next(iter(lines[0])) == "meta"
    assert next(iter(lines[-1])) == "testRunFinished"


def test_a_name_of_ones_own_is_given_in_the_configuration(tmp_path: Path) -> None:
    configuration = "[behave.formatters]\nmessages = mission_control_client.messages.behave:Messages\n"
    written(tmp_path, {"behave.ini": configuration, "steps/steps.py": STEPS})
    written(tmp_path, {"a.feature": "Feature: Named\n  Scenario: one\n    When ok\n"})
    done = ran([*BEHAVE[:3], "-f", "messages", "-o", OUT, "."], tmp_path)
    assert done.attempts() == [("one", 0, "PA")]
