"""Projects of behave, run for real with the formatter."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.client.messages.projects import BEHAVE, INPUTS, OUT, Ran, invalid, needs_schema, ran, written

STEPS = """
    from behave import step
    from behave.api.pending_step import StepNotImplementedError

    @step("ok")
    def _(context): pass

    @step("crash")
    def _(context): raise KeyError("lost")

    @step("{count:d} rows")
    def _(context, count): assert len(context.table.rows) == count, "rows"

    @step("not written")
    def _(context): raise StepNotImplementedError("soon")

    @step("skips")
    def _(context): context.scenario.skip("not here")

    @step("dirty")
    def _(context): context.add_cleanup(lambda: 1 / 0)

    @step("nested")
    def _(context): context.execute_steps("When ok\\nWhen crash")

    @step("hook {when}")
    def _(context, when): pass

    @step("attaches")
    def _(context): context.attach("image/png", b"png")

    @step("dies")
    def _(context):
        import os
        os._exit(9)

    @step("exits")
    def _(context): raise SystemExit("gone")
"""
HOOKS = """
    def before_all(context): pass
    def before_feature(context, feature):
        if "broken" in feature.tags: raise RuntimeError("no feature")
    def before_tag(context, tag):
        if tag == "bad": raise RuntimeError("no tag")
    def before_scenario(context, scenario):
        if "skipped" in scenario.tags: scenario.skip("never")
    def before_step(context, step):
        if step.name == "hook before": raise RuntimeError("no step")
    def after_step(context, step):
        if step.name == "hook after": raise RuntimeError("too late")
    def after_scenario(context, scenario):
        if "bad_end" in scenario.tags: raise RuntimeError("no end")
"""
FEATURE = """
    Feature: Everything
      Background:
        Given ok

      Scenario: crashing
        When crash
        Then unknown
        And ok

      Scenario: table
        When 2 rows
          | a |
          | 1 |
          | 2 |

      Scenario: pending
        When not written
        Then ok

      Scenario: skipping
        When skips
        Then ok

      Scenario: attaching
        When attaches

      Scenario: nested
        When nested

      Scenario: dirty
        When dirty

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


def run(folder: Path, files: dict[str, str], *arguments: str) -> Ran:
    written(folder, {"steps/steps.py": STEPS, **files})
    return ran([*BEHAVE, "--no-color", *arguments, "."], folder)


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


HOOKED = {
    "environment.py": HOOKS,
    "a.feature": """
        Feature: Hooks
          Scenario: fine
            When ok
          @bad
          Scenario: tag
            When ok
          Scenario: before step
            When hook before
            Then ok
          Scenario: after step
            When hook after
            Then ok
          @bad_end
          Scenario: end
            When ok
          @skipped
          Scenario: left out
            When ok
    """,
    "b.feature": """
        @broken
        Feature: Broken
          Scenario: never
            When ok
    """,
}


def test_hooks_are_test_steps_and_one_that_fails_skips_what_it_keeps_from_running(tmp_path: Path) -> None:
    done = run(tmp_path, HOOKED)
    assert done.attempts() == [
        ("fine", 0, "PA* PA* PA PA* PA*"),
        ("tag", 0, "FA* PA* SK* SK SK* PA*"),
        ("before step", 0, "PA* FA* SK PA* SK* SK SK* PA*"),
        ("after step", 0, "PA* PA* PA FA* SK* SK SK* PA*"),
        ("end", 0, "PA* PA* PA* PA PA* FA*"),
        ("left out", 0, "PA* SK* SK* SK SK* PA*"),
        ("never", 0, "SK* SK* SK SK* SK*"),
    ]


@needs_schema
def test_the_hook_of_a_feature_is_told_when_it_fails(tmp_path: Path) -> None:
    done = run(tmp_path, HOOKED)
    ended = [one["result"]["status"] for one in done.all("testRunHookFinished")]
    names = [one["name"] for one in done.all("hook") if "type" not in one]
    assert (ended, names) == (["PASSED", "FAILED"], ["before_feature Broken"])
    assert "no feature" in set(done.messages())
    assert not invalid(done.envelopes)


@needs_schema
def test_clean_ups_that_fail_are_told_where_they_belong(tmp_path: Path) -> None:
    hooks = """
        def before_all(context): context.add_cleanup(lambda: {}["all"])
        def before_feature(context, feature): context.add_cleanup(lambda: {}["feature"])
    """
    feature = "Feature: Dirty\n  Scenario: one\n    When dirty\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature, "environment.py": hooks})
    assert done.attempts() == [("one", 0, "PA FA*"), ("two", 0, "PA")]
    assert list(done.messages()) == ["division by zero", "'feature'", "'all'"]
    named = [one["name"] for one in done.all("hook") if "name" in one]
    assert named == ["clean-up of the scenario", "clean-up of the feature", "clean-up of the testrun"]
    assert not invalid(done.envelopes)


def test_a_failing_first_hook_runs_no_scenario(tmp_path: Path) -> None:
    hook = "def before_all(context): raise RuntimeError('no start')\n"
    done = run(tmp_path, {"a.feature": FEATURE, "environment.py": hook})
    assert not done.all("testCase")
    assert list(done.messages()) == ["no start"]
    assert done.all("testRunFinished")[0]["success"] is False


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


def test_what_is_not_selected_is_known_but_has_no_case(tmp_path: Path) -> None:
    feature = "Feature: Two\n  @one\n  Scenario: one\n    When ok\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "--tags=one")
    assert [one["name"] for one in done.all("pickle")] == ["one", "two"]
    assert done.attempts() == [("one", 0, "PA")]


def test_scenarios_after_an_early_stop_are_skipped(tmp_path: Path) -> None:
    feature = "Feature: Two\n  Scenario: one\n    When crash\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature}, "--stop")
    assert done.attempts() == [("one", 0, "FA"), ("two", 0, "SK")]


def test_a_dry_run_skips_everything(tmp_path: Path) -> None:
    feature = "Feature: Dry\n  Scenario: one\n    When crash\n    Then unknown\n"
    done = run(tmp_path, {"a.feature": feature}, "--dry-run")
    assert done.attempts() == [("one", 0, "SK UN")]


@needs_schema
def test_a_file_of_behaves_own_dialect_is_refused_and_still_told(tmp_path: Path) -> None:
    feature = """
        Feature: Dialect
          Scenario Outline: with <n>
            When ok
              '''
              behave alone knows this quote
              '''
            Then 1 rows
              | a   |
              | <n> |
            Examples: some
              | n |
              | 1 |
    """
    done = run(tmp_path, {"a.feature": feature})
    refused = done.all("parseError")[0]
    assert refused["source"]["uri"] == "a.feature"
    assert refused["source"]["location"]["line"] == 4
    assert done.attempts() == [("with 1 -- @1.1 some", 0, "PA PA")]
    argument = [step.get("argument", {}) for step in done.all("pickle")[0]["steps"]]
    assert argument[0]["docString"]["content"] == "behave alone knows this quote"
    assert argument[1]["dataTable"]["rows"][1]["cells"] == [{"value": "1"}]
    assert not invalid(done.envelopes)


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


def test_a_run_that_dies_leaves_what_was_done_before_and_the_step_that_it_died_in(tmp_path: Path) -> None:
    feature = "Feature: Dies\n  Scenario: one\n    When ok\n  Scenario: two\n    When dies\n"
    done = run(tmp_path, {"a.feature": feature})
    assert done.status == 9
    assert done.attempts() == [("one", 0, "PA"), ("two", 0, "")]
    assert len(done.all("testStepStarted")) == len(done.all("testStepFinished")) + 1
    assert len(done.all("testCase")) == 2
    assert not done.all("testRunFinished")


def test_a_step_that_throws_the_run_out_failed(tmp_path: Path) -> None:
    feature = "Feature: Exits\n  Scenario: one\n    When exits\n    Then ok\n  Scenario: two\n    When ok\n"
    done = run(tmp_path, {"a.feature": feature})
    assert done.attempts() == [("one", 0, "FA SK"), ("two", 0, "SK")]
    assert list(done.messages()) == ["gone"]


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


def test_an_emitter_that_fails_says_so_in_one_line_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / OUT).mkdir()
    written(tmp_path, {"steps/steps.py": STEPS, "a.feature": "Feature: On\n  Scenario: one\n    When ok\n"})
    done = ran([*BEHAVE, "--no-color", "-f", "plain", "."], tmp_path.joinpath())
    assert (done.status, len(done.err.splitlines())) == (0, 1)
    assert done.err.startswith("Cucumber Messages stop here, the run goes on: IsADirectoryError: ")
    assert "1 scenario passed" in done.out


def test_a_name_of_ones_own_is_given_in_the_configuration(tmp_path: Path) -> None:
    configuration = "[behave.formatters]\nmessages = mission_control_client.messages.behave:Messages\n"
    written(tmp_path, {"behave.ini": configuration, "steps/steps.py": STEPS})
    written(tmp_path, {"a.feature": "Feature: Named\n  Scenario: one\n    When ok\n"})
    done = ran([*BEHAVE[:3], "-f", "messages", "-o", OUT, "."], tmp_path)
    assert done.attempts() == [("one", 0, "PA")]
