"""Runs of behave that tell Mission Control: the ids of the feature readers, every outcome, no pass by accident."""

from pathlib import Path
from typing import Any

import pytest

from app.readers.behaviour import gherkin_features
from app.readers.origin import Origin
from app.readers.source import Source
from tests.client.servers import always, serving
from tests.client.told import losses_that_open, run_behave, verdict, write

FEATURE = """
    @contract:Api:v1.2 @req:REQ-9
    Feature: Shop
      In words

      Background:
        Given a shop

      @critical
      Scenario: Buy
        When I buy "tea"
        Then it works

      Scenario: Fails
        Then it fails

      Scenario: Nobody knows
        Then nobody knows

      Scenario: Skipped by a hook
        Then it works

      @again
      Scenario: Late
        Then it works at the second time

      Scenario Outline: Row <a> <b>
        Then it <b>
        @x
        Examples: first
          | a | b     |
          | 1 | works |
          | 2 | fails |
        Examples: the same once more
          | a | b     |
          | 1 | works |

      Scenario: Buy
        Then it works

      Rule: Big ones
        Scenario: Buy
          Then it works
    """
STEPS = """
    from behave import given, then, when
    times = []
    @given("a shop")
    def shop(context): pass
    @when('I buy "{thing}"')
    def buy(context, thing): pass
    @then("it works")
    def works(context): pass
    @then("it fails")
    def fails(context): assert 0, "boo"
    @then("it works at the second time")
    def late(context):
        times.append(1)
        assert len(times) > 1
    """
HOOKS = """
    from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry
    def before_feature(context, feature):
        for scenario in feature.walk_scenarios():
            if "again" in scenario.tags:
                patch_scenario_with_autoretry(scenario, max_attempts=3)
    def before_scenario(context, scenario):
        if scenario.name.startswith("Skipped"):
            scenario.skip("later")
    """
GREEN = "Feature: Green\n  Scenario: One\n    Given a shop\n  Scenario: Two\n    Given a shop\n"


def project(tmp_path: Path, feature: str = FEATURE, hooks: str = HOOKS) -> Path:
    files = {"features/shop.feature": feature, "features/steps/steps.py": STEPS, "features/environment.py": hooks}
    return write(tmp_path, files)


def test_scenarios_are_those_that_reading_the_feature_file_gives(tmp_path: Path) -> None:
    ran = run_behave(project(tmp_path))
    path = "features/shop.feature"
    data = (tmp_path / path).read_bytes()
    origin = Origin(tenant="local", iteration="shop", modified_ms=1_700_000_000_000)
    events = gherkin_features.read(Source.of(data, path), origin)
    read: list[Any] = [event.payload for event in events]
    wanted = {s.scenario_id: (s.name, s.line, sorted(s.tags), s.rule, s.kind) for f in read for s in f.scenarios}
    assert {s.scenario_id: (s.name, s.line, sorted(s.tags), s.rule, s.kind) for s in ran.scenarios()} == wanted
    assert {f.payload.feature_id for f in ran.of("bdv.feature.discovered")} == {f.feature_id for f in read}


def test_every_outcome_and_attempt_is_told(tmp_path: Path) -> None:
    ran = run_behave(project(tmp_path))
    assert ran.status == 1
    assert ran.named() == {
        "Buy": ["PASSED"] * 3,
        "Fails": ["FAILED"],
        "Nobody knows": ["UNDEFINED"],
        "Skipped by a hook": ["SKIPPED"],
        "Late": ["FAILED", "PASSED"],
        "Row 1 works": ["PASSED"] * 2,
        "Row 2 fails": ["FAILED"],
    }
    assert (ran.end.counts["attempts"], ran.end.counts["retried"]) == (11, 1)
    assert ran.err.count("mission-control: ") == 1


def test_a_failure_names_its_step(tmp_path: Path) -> None:
    ran = run_behave(project(tmp_path))
    (failed,) = [e.payload for e in ran.of("bdv.scenario.failed") if e.payload.line == 13]
    assert failed.failed_step == "Then it fails"
    assert "boo" in failed.error_message
    assert [(step.text, step.status) for step in failed.steps] == [("a shop", "PASSED"), ("it fails", "FAILED")]


def test_no_lost_event_makes_a_run_pass_that_does_not(tmp_path: Path) -> None:
    assert losses_that_open(run_behave(project(tmp_path)).events) == []


def test_a_green_run_of_everything_passes(tmp_path: Path) -> None:
    ran = run_behave(project(tmp_path, GREEN, ""))
    assert (ran.status, ran.end.full, ran.end.status, verdict(ran.events)) == (0, True, "COMPLETED", "pass")


@pytest.mark.parametrize(
    "options", [["--name=One"], ["features/shop.feature:2"], ["--tags=not @x", "features/shop.feature"]]
)
def test_a_part_is_not_taken_for_all_of_it(tmp_path: Path, options: list[str]) -> None:
    assert run_behave(project(tmp_path, GREEN, ""), *options).end.full is False


OUTSIDE = {
    "before_all": "def before_all(context): raise RuntimeError('no ground')",
    "before_feature": "def before_feature(context, feature): raise RuntimeError('no ground')",
    "after_feature": "def after_feature(context, feature): raise RuntimeError('a mess')",
    "before_scenario": "def before_scenario(context, scenario): raise RuntimeError('no ground')",
    "after_scenario": "def after_scenario(context, scenario): raise RuntimeError('a mess')",
    "after_all": "def after_all(context): raise RuntimeError('a mess')",
    "clean-up": "def before_all(context): context.add_cleanup(lambda: 1 / 0)",
    "Ctrl-C": "def before_scenario(context, scenario): raise KeyboardInterrupt",
    "exit": "def before_scenario(context, scenario): raise SystemExit(0)",
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_goes_wrong_around_scenarios_never_passes(tmp_path: Path, name: str) -> None:
    ran = run_behave(project(tmp_path, GREEN, OUTSIDE[name]))
    assert ran.end.full is False or "FAIL" in str(ran.results()) or "ERROR" in str(ran.results())
    assert verdict(ran.events) != "pass"
    assert losses_that_open(ran.events) == []


def test_a_dry_run_tells_nothing(tmp_path: Path) -> None:
    assert run_behave(project(tmp_path, GREEN, ""), "--dry-run").events == []


def test_userdata_and_variables_say_where(tmp_path: Path) -> None:
    folder = project(tmp_path, GREEN, "")
    ran = run_behave(folder, "-D", "mission_control=other.jsonl", "-D", "mission_control_suite=shop")
    assert ran.events == []
    assert b'"shop"' in (folder / "other.jsonl").read_bytes()


def test_a_server_that_fails_costs_one_line(tmp_path: Path) -> None:
    folder = project(tmp_path, GREEN, "")
    with serving(*always(500)) as server:
        ran = run_behave(folder, "-D", f"mission_control={server.url}", "-f", "plain")
    assert (ran.status, len(ran.err.splitlines())) == (0, 1)
    assert "500" in ran.err
    assert "2 scenarios passed" in ran.out


def test_paths_are_those_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    ran = run_behave(project(tmp_path / "part", GREEN, ""))
    assert ran.of("bdv.feature.discovered")[0].payload.feature_path == "part/features/shop.feature"
