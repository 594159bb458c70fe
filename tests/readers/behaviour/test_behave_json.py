import json
from collections import Counter
from typing import Any

import pytest

from app.errors import BadFile
from tests.readers.inputs import MODIFIED, ROOT, attempts, expected, needs_inputs, of_type, read, read_file, scenarios

REPORTS = expected("behave-json/")


def step(status: str = "passed", name: str = "a step", **result: Any) -> dict[str, Any]:
    return {"keyword": "When", "name": name, "location": "a.feature:9", "result": {"status": status, **result}}


def element(
    name: str, line: int, status: str | None = "passed", *steps: dict[str, Any], **said: Any
) -> dict[str, Any]:
    base = {"type": "scenario", "keyword": "Scenario", "name": name, "location": f"features/a.feature:{line}"}
    return base | {"tags": [], "steps": list(steps)} | ({"status": status} if status else {}) | said


def report(*elements: dict[str, Any], **said: Any) -> bytes:
    feature = {
        "keyword": "Feature",
        "name": "A",
        "tags": ["f"],
        "location": "features/a.feature:2",
        "status": "passed",
    }
    return json.dumps([feature | ({"elements": list(elements)} if elements else {}) | said]).encode()


def outcomes(data: bytes) -> list[tuple[str, ...]]:
    """Per scenario its name and how its attempts went."""
    events = read(data)
    return [
        (spec.name, *(done.status for done in attempts(events) if done.scenario_id == key))
        for key, spec in scenarios(events).items()
    ]


@needs_inputs
@pytest.mark.parametrize("version", REPORTS)
def test_what_went_wrong_is_counted_as_behave_counts_it(version: str) -> None:
    (run,) = of_type(read_file(f"{version}/report.behave.json"), "bdv.run.completed")
    said = REPORTS[version]["scenarios"]
    assert {word: run.counts[word] for word in ("passed", "failed")} == {w: said[w] for w in ("passed", "failed")}
    assert run.counts["error"] == said.get("error", 0)
    assert run.counts["features"] == sum(REPORTS[version]["features"].values())


@needs_inputs
@pytest.mark.parametrize("version", REPORTS)
def test_skipped_scenarios_are_counted_where_the_version_writes_them(version: str) -> None:
    """1.2.7.dev6 leaves them out of the file, as counting the elements by hand shows."""
    (run,) = of_type(read_file(f"{version}/report.behave.json"), "bdv.run.completed")
    plain = json.loads((ROOT / version / "report.behave.json").read_text())
    told = [e for feature in plain for e in feature.get("elements", []) if e["type"] == "scenario"]
    said = REPORTS[version]["scenarios"]
    missing = sum(said.values()) - len(told)
    assert run.counts["skipped"] == said["skipped"] - missing
    assert missing == (14 if version.endswith("dev6") else 0)


@needs_inputs
@pytest.mark.parametrize("version", REPORTS)
def test_the_failing_scenarios_are_those_that_behave_lists(version: str) -> None:
    events = read_file(f"{version}/report.behave.json")
    known = scenarios(events)
    paths = {f.feature_id: f.feature_path for f in of_type(events, "bdv.feature.discovered")}
    home = {s.scenario_id: f.feature_id for f in of_type(events, "bdv.feature.discovered") for s in f.scenarios}
    bad = [done.scenario_id for done in attempts(events) if done.status in ("FAILED", "ERROR")]
    found = {(f"{paths[home[key]]}:{known[key].line}", known[key].name) for key in bad}
    listed = {(place, name.strip() or "(no name)") for place, name in REPORTS[version]["failing"]}
    assert found == listed


@needs_inputs
@pytest.mark.parametrize("version", REPORTS)
def test_steps_that_ran_are_counted_as_behave_counts_them(version: str) -> None:
    found = Counter(
        step.status for done in attempts(read_file(f"{version}/report.behave.json")) for step in done.steps
    )
    said = REPORTS[version]["steps"]
    assert (found["PASSED"], found["FAILED"]) == (said["passed"], said["failed"])


def test_a_status_that_landed_on_the_next_background_is_that_of_the_scenario_before_it() -> None:
    background = {"type": "background", "keyword": "Background", "name": "", "location": "features/a.feature:7"}
    hurt = report(
        element("one", 4, None, step()),
        background | {"steps": [], "status": "failed"},
        element("two", 8, "passed", step()),
    )
    assert outcomes(hurt) == [("one", "FAILED"), ("two", "PASSED")]


def test_a_status_that_is_nowhere_is_that_of_the_steps() -> None:
    told = report(element("one", 4, None, step(), step("undefined"), step("skipped")), element("two", 8, None))
    assert outcomes(told) == [("one", "UNDEFINED"), ("two",)]


def test_a_scenario_that_is_told_again_was_tried_again() -> None:
    events = read(report(element("one", 4, "failed", step("failed")), element("one", 4, "passed", step())))
    assert [(done.attempt, done.status, done.will_retry) for done in attempts(events)] == [
        (1, "FAILED", True),
        (2, "PASSED", False),
    ]


def test_rows_of_an_outline_are_scenarios_with_keys_of_their_own() -> None:
    events = read(report(element("row 1 -- @1.1 E", 8), element("row 1 -- @1.2 E", 9)))
    assert [spec.kind for spec in scenarios(events).values()] == ["scenario_outline"] * 2


def test_a_hook_that_failed_is_an_error_of_its_scenario() -> None:
    (done,) = attempts(read(report(element("one", 4, "hook_error", step()))))
    assert (done.status, done.error_type) == ("ERROR", "hook_error")
    assert "hook" in done.error_message


def test_a_failing_step_is_named_with_its_message_and_line() -> None:
    bad = step("failed", "it rains", error_message=["ASSERT FAILED:", "wet"], duration=0.25)
    (done,) = attempts(read(report(element("one", 4, "failed", step(), bad, {"keyword": "Then", "name": "x"}))))
    assert (done.failed_step, done.error_message, done.line) == ("When it rains", "ASSERT FAILED:\nwet", 9)
    assert [s.status for s in done.steps] == ["PASSED", "FAILED", "SKIPPED"]
    assert done.duration_ms == 250.0


def test_a_feature_that_failed_outside_its_scenarios_is_never_green() -> None:
    events = read(report(status="hook_error"))
    (done,) = of_type(events, "bdv.scenario.failed")
    assert (done.status, done.file_path) == ("ERROR", "features/a.feature")


def test_what_was_only_looked_through_never_ran() -> None:
    assert outcomes(report(element("one", 4, "untested"), status="untested")) == [("one",)]


def test_tags_get_their_sign_and_time_is_the_files() -> None:
    events = read(report(element("one", 4, tags=["req:R-1", "contract:Pay:v1.2"])))
    (feature,) = of_type(events, "bdv.feature.discovered")
    assert feature.tags == ["@f"]
    assert feature.scenarios[0].tags == ["@contract:Pay:v1.2", "@req:R-1"]
    assert events[0].timestamp == MODIFIED
    assert "modification time" in events[0].metadata["clock"]


def test_a_report_that_was_cut_off_is_refused_with_its_place() -> None:
    with pytest.raises(BadFile, match="ends too early") as caught:
        read(report(element("one", 4))[:-1])
    assert caught.value.place.startswith("line 1 column")
