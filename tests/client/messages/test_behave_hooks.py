"""Hooks and clean-ups of behave are told where they belong, above all those that fail."""

from pathlib import Path

from tests.client.messages.behave_projects import FEATURE, run
from tests.client.messages.projects import invalid, needs_schema

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
