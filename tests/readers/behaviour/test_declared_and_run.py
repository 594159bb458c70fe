"""Feature files together with results that name neither rules nor rows: nothing that ran is left pending."""

from pathlib import PurePath
from typing import Any

import pytest

from app.domain import labels
from app.domain.events import Event
from app.errors import BadFile
from app.readers import Source
from app.readers.behaviour import gherkin_features
from tests.readers.inputs import ROOT, files, needs_inputs, of_type, origin, read_file, scenarios, state_of

BEHAVE = files("gherkin/behave/**/*.feature")
REPORTS = files("behave-json/**/*.json")
CONVERTED = files("cucumber-json/**/scenario-outline*.json")


def declared(text: bytes, path: str) -> list[Event]:
    """The events of a feature file; none where the official parser refuses it."""
    try:
        return list(gherkin_features.read(Source.of(text, path), origin()))
    except BadFile:
        return []


def behaves_features(report: list[Event]) -> list[Event]:
    """The feature files that the report is about."""
    told = {feature.feature_path for feature in of_type(report, "bdv.feature.discovered")}
    found = [(name, str(PurePath(name).relative_to("gherkin/behave"))) for name in BEHAVE]
    return [e for name, path in found if path in told for e in declared((ROOT / name).read_bytes(), path)]


def ran(report: list[Event]) -> set[tuple[str, int]]:
    """Path and line of all that the report tells of, counted from its features alone."""
    return {(f.feature_path, s.line) for f in of_type(report, "bdv.feature.discovered") for s in f.scenarios}


@needs_inputs
@pytest.mark.parametrize("name", REPORTS)
def test_behaves_features_wait_for_nothing_that_its_json_tells_of(name: str) -> None:
    report = read_file(name)
    features = behaves_features(report)
    found = state_of([*features, *report]).of(labels.SCENARIO)
    told = scenarios(report)
    left = {(n.get("feature_path"), n.get("line")) for key, n in found.items() if key not in told}
    left -= {(None, None)}
    assert left.isdisjoint(ran(report))
    missing = {(s["feature_path"], s["line"]) for s in _declared_places(features)} - ran(report)
    assert left == missing
    assert len(scenarios(features)) > 200


def _declared_places(features: list[Event]) -> list[dict[str, Any]]:
    found = of_type(features, "bdv.feature.discovered")
    return [{"feature_path": f.feature_path, "line": s.line} for f in found for s in f.scenarios]


OUTLINE = b"""Feature: scenario-outline
  Scenario Outline: S1
    Given a <status> step
    And a passing step

    Examples:
      | status  |
      | passing |
      | failing |
      | pending |
"""
DECAYING = b"""Feature: scenario-outline-with-decaying-background
  Background:
    Given a decaying step

  Scenario Outline: S1
    Given a <status> step

    Examples:
      | status  |
      | passing |
      | passing |
"""


@needs_inputs
@pytest.mark.parametrize("name", CONVERTED)
def test_rows_of_outlines_are_those_of_the_feature_in_every_dialect(name: str) -> None:
    report = read_file(name)
    text = DECAYING if "decaying" in name else OUTLINE
    text = text.replace(b" S1", b"") if "-nn" in name else text
    path = of_type(report, "bdv.feature.discovered")[0].feature_path
    found = state_of([*declared(text, path), *report]).of(labels.SCENARIO)
    assert sorted(found) == sorted(scenarios(report))
    assert len(found) == text.count(b"ing |")
    assert {node.get("kind") for node in found.values()} == {"scenario_outline"}
