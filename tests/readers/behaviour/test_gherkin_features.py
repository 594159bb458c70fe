import json
from pathlib import Path
from typing import Any

import pytest

from app.domain import labels
from app.domain.events import Event
from app.errors import BadFile
from app.readers import Source, recognise
from app.readers.source import HEAD
from tests.readers.inputs import (
    MODIFIED,
    ROOT,
    files,
    needs_inputs,
    of_type,
    origin,
    read_file,
    scenarios,
    state_of,
)

GOOD = [name for name in files("gherkin/gherkin/good/*.feature*") if not name.endswith(".ndjson")]
BAD = files("gherkin/gherkin/bad/*.feature")
KIT = files("cucumber-messages/compatibility-kit/*/*.feature*")
SUITES = [*files("gherkin/aruba/**/*.feature"), *files("gherkin/behave/**/*.feature")]
BEHAVES_OWN = {
    "formatter.steps_code.feature",
    "scenario_outline.parametrized.feature",
    "step.execute_steps.with_table.feature",
    "step_dialect.generic_steps.feature",
    "issue0044.feature",
    "issue0096.feature",
    "issue0487.feature",
    "issue1239.feature",
}


def told(data: bytes, name: str = "features/a.feature") -> list[Event]:
    return list(recognise(data[:HEAD], name).read(Source.of(data, name), origin()))


def told_file(name: str) -> list[Event]:
    return told((ROOT / name).read_bytes(), name)


def messages(name: str, kind: str) -> list[Any]:
    """What the official parser's own test data says beside a file."""
    file = ROOT / name
    return [json.loads(line)[kind] for line in file.read_text().splitlines()] if file.is_file() else []


@needs_inputs
@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith("/empty.feature")])
def test_a_good_file_has_the_scenarios_of_its_expected_pickles(name: str) -> None:
    specs = list(scenarios(told_file(name)).values())
    pickles = messages(f"{name}.pickles.ndjson", "pickle")
    assert [(s.name, s.line) for s in specs] == [(p["name"], p["location"]["line"]) for p in pickles]
    assert [s.tags for s in specs] == [sorted({tag["name"] for tag in p["tags"]}) for p in pickles]
    assert [len(s.steps) for s in specs] == [len(p["steps"]) for p in pickles]


@needs_inputs
def test_an_empty_file_is_refused_as_any_empty_file_is() -> None:
    with pytest.raises(BadFile, match="empty"):
        told_file("gherkin/gherkin/good/empty.feature")


@needs_inputs
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_the_parsers_words_and_place(name: str) -> None:
    errors = messages(f"{name}.errors.ndjson", "parseError")
    with pytest.raises(BadFile) as caught:
        told_file(name)
    assert errors
    assert all(error["message"] in caught.value.reason for error in errors)
    assert caught.value.place.split()[1] == str(errors[0]["source"]["location"]["line"])


@needs_inputs
@pytest.mark.parametrize("name", KIT)
def test_scenarios_have_the_keys_that_their_results_have(name: str) -> None:
    results = Path(name).parent / f"{Path(name).name.partition('.')[0]}.ndjson"
    if not (ROOT / results).is_file():
        results = Path(name).parent / f"{Path(name).parent.name}.ndjson"
    from_results = {
        spec.scenario_id: spec
        for feature in of_type(read_file(str(results)), "bdv.feature.discovered")
        if feature.feature_path == f"samples/{Path(name).parent.name}/{Path(name).name}"
        for spec in feature.scenarios
        if spec.kind != "run"
    }
    data = (ROOT / name).read_bytes()
    found = scenarios(told(data, f"samples/{Path(name).parent.name}/{Path(name).name}"))
    assert found.keys() == from_results.keys()
    assert [(s.name, s.tags, s.kind, s.rule) for s in found.values()] == [
        (s.name, s.tags, s.kind, s.rule) for s in from_results.values()
    ]


@needs_inputs
def test_real_suites_are_read_but_for_what_is_behaves_own() -> None:
    refused = {}
    for name in SUITES:
        try:
            assert told_file(name)
        except BadFile as flaw:
            refused[Path(name).name] = str(flaw)
    empty = {name for name in refused if not (ROOT / next(s for s in SUITES if s.endswith(name))).stat().st_size}
    assert refused.keys() - empty == BEHAVES_OWN
    assert all("line " in refused[name] and "behave's own" in refused[name] for name in BEHAVES_OWN)


def test_scenarios_are_pending_until_a_run_tells_of_them() -> None:
    events = told(b"Feature: A\n  @contract:Pay:v1.2 @req:R-7\n  Scenario: one\n    Given it\n")
    (feature,) = of_type(events, "bdv.feature.discovered")
    (scenario,) = state_of(events).of(labels.SCENARIO).values()
    assert (feature.suite, feature.run_id, events[0].timestamp) == ("", "", MODIFIED)
    assert scenario.get("contract_tags") == ["Pay:1.2"]
    assert scenario.get("requirements") == ["R-7"]
    assert scenario.get("outcome") is None


@pytest.mark.parametrize(
    "data",
    [
        b"Feature: A\n",
        b"\n\n# a comment\n@tag\nFeature: A\n",
        "# language: fr\nFonctionnalité: A\n".encode(),
        "# language: ja\n機能: A\n".encode(),
        b"Business Need: A\r\n",
    ],
)
def test_a_feature_is_known_in_any_language_by_what_it_holds(data: bytes) -> None:
    assert recognise(data).name == "gherkin"


def test_many_blank_lines_do_not_take_long() -> None:
    with pytest.raises(BadFile):
        recognise(b"\n" * 200_000 + b"hello")


def test_the_same_text_under_another_name_is_another_feature() -> None:
    text = b"Feature: A\n  Scenario: one\n"
    one, other = told(text, "features/a.feature"), told(text, "features/b.feature")
    assert one[0].event_id != other[0].event_id
    assert scenarios(one).keys().isdisjoint(scenarios(other).keys())
