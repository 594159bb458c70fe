import json
from collections import Counter
from pathlib import PurePath
from typing import Any

import pytest

from tests.readers.inputs import ROOT, attempts, files, needs_inputs, of_type, read, read_file, scenarios

FILES = files("cucumber-json/**/*.json")
NAMES = sorted({PurePath(name).name for name in FILES})
ORDER = ("passed", "skipped", "pending", "undefined", "ambiguous", "failed")
APART = {
    "failing-after-step-hook": "only cucumber-ruby's steps have such a hook",
    "flaky-scenario": "only cucumber-ruby's steps know the step",
    "one-skipped-scenario": "cucumber-jvm's steps do not know the step",
}


def plain(name: str) -> tuple[int, int, Counter[str]]:
    """Scenarios, attempts and last statuses of a file, counted from its JSON alone."""
    last: dict[Any, str] = {}
    count = 0
    for feature in json.loads((ROOT / name).read_text()):
        before: list[Any] = []
        rows: Counter[Any] = Counter()
        for element in feature["elements"]:
            if element["type"] == "background":
                before = [element]
                continue
            count += 1
            key: tuple[Any, ...] = (feature["uri"], element["line"], element["id"])
            if "cucumber-js/" in name:
                rows[key] += 1
                key = (*key, rows[key])
            text = json.dumps([*before, element])
            last[key] = max((word for word in ORDER if f'"status": "{word}"' in text), key=ORDER.index)
            before = []
    return len(last), count, Counter(last.values())


@needs_inputs
def test_there_are_three_dialects_of_the_same_features() -> None:
    assert len(FILES) == 3 * len(NAMES) == 117


@needs_inputs
@pytest.mark.parametrize("name", FILES)
def test_scenarios_attempts_and_outcomes_are_counted_as_the_plain_json_says(name: str) -> None:
    (run,) = of_type(read_file(name), "bdv.run.completed")
    count, tries, words = plain(name)
    assert (run.counts["scenarios"], run.counts["attempts"]) == (count, tries)
    assert {word: run.counts[word] for word in ORDER} == {word: words[word] for word in ORDER}


@needs_inputs
@pytest.mark.parametrize("name", NAMES)
def test_the_same_feature_has_the_same_scenarios_and_outcomes_in_every_dialect(name: str) -> None:
    told = []
    for file in (one for one in FILES if PurePath(one).name == name):
        events = read_file(file)
        ended = {done.scenario_id: done.status for done in attempts(events) if not done.will_retry}
        told.append(
            {key: (spec.name, spec.kind, tuple(spec.tags), ended[key]) for key, spec in scenarios(events).items()}
        )
    assert len(told) == 3
    if name.removesuffix(".json").removesuffix("-nn") in APART:
        assert {key: spec[:3] for key, spec in told[0].items()} == {key: spec[:3] for key, spec in told[2].items()}
    else:
        assert told[0] == told[1] == told[2]


def element(line: int = 3, **said: Any) -> dict[str, Any]:
    return {"id": "f;s", "keyword": "Scenario", "line": line, "name": "S", "type": "scenario", "steps": []} | said


def step(status: str = "", **said: Any) -> dict[str, Any]:
    return {"keyword": "Given ", "name": "it", "line": 4, "result": {"status": status} if status else {}} | said


def report(*elements: dict[str, Any], uri: str = "features/a.feature") -> bytes:
    return json.dumps([{"uri": uri, "keyword": "Feature", "name": "F", "line": 1, "elements": elements}]).encode()


def test_a_step_without_a_status_is_no_success() -> None:
    (done,) = attempts(read(report(element(steps=[step("passed"), step()]))))
    assert done.status == "UNKNOWN"


def test_a_scenario_without_steps_passed_and_says_so() -> None:
    hook = {"match": {"location": "h.rb:3"}, "result": {"status": "passed"}}
    for empty in (element(), element(before=[hook])):
        (done,) = attempts(read(report(empty)))
        assert (done.status, done.reason) == ("PASSED", "it has no steps")


def test_a_hook_after_a_step_fails_the_scenario() -> None:
    hook = {"match": {"location": "h.rb:3"}, "result": {"status": "failed", "error_message": "no"}}
    (done,) = attempts(read(report(element(steps=[step("passed", after=[hook])]))))
    assert (done.status, done.failed_step, done.error_message) == ("FAILED", "hook h.rb:3", "no")


def test_embeddings_are_counted_and_left_out() -> None:
    events = read(report(element(steps=[step("passed", embeddings=[{"data": "aGk=", "mime_type": "text/plain"}])])))
    assert events[-1].metadata["left_out"] == "1 embeddings"


def test_the_scenarios_own_time_is_used_where_there_is_one() -> None:
    result = {"status": "passed", "duration": 1_500_000_000}
    told = element(steps=[step(result=result)], start_timestamp="2026-03-22T15:13:40.663Z")
    start, *_, end = read(report(told))
    assert end.timestamp - start.timestamp == 1_500
    assert start.metadata == {}


@pytest.mark.parametrize(
    "uri",
    [
        "features/a.feature",
        "./features/a.feature",
        "../../features/a.feature",
        "file:features/a.feature",
        "file:///home/me/shop/features/a.feature",
        "C:\\work\\shop\\features\\a.feature",
        "classpath:features/a.feature",
    ],
)
def test_a_feature_has_one_path_however_a_tool_names_it(uri: str) -> None:
    (feature,) = of_type(read(report(element(), uri=uri)), "bdv.feature.discovered")
    assert feature.feature_path == "features/a.feature"
