"""A scenario without steps is no evidence: it turns nothing green, in whichever format it was told."""

import json
from typing import Any

import pytest

from app.domain.behaviour.outcomes import NO_STEPS, reason_of
from app.domain.events import Event
from app.domain.payloads import bdv
from app.domain.payloads.bdv import StepResult
from app.domain.verdict import Judgement, StreamState
from tests.domain.evidence import Evidence
from tests.domain.small_iteration import SUITE, Step, feature, finished, process, scenario, told
from tests.readers.inputs import read


def judged(*scenarios: tuple[str, str, list[str]]) -> Judgement:
    """Per scenario its key, the reason it came with, and its tags; all passed."""
    specs = [scenario(key, *tags) for key, _, tags in scenarios]
    steps: list[Step] = [*process(), ("bdv.run.started", bdv.RunStarted(run_id="run-1", suite=SUITE))]
    steps.append(("bdv.feature.discovered", feature(specs)))
    for key, reason, _ in scenarios:
        ended = finished(key)
        steps.append(("bdv.scenario.completed", bdv.ScenarioFinished(**{**_plain(ended), "reason": reason})))
    steps.append(("bdv.run.completed", bdv.RunCompleted(run_id="run-1", suite=SUITE)))
    return Evidence(told(steps)).judged_without(())


def _plain(ended: bdv.ScenarioFinished) -> dict[str, Any]:
    return {name: getattr(ended, name) for name in ended.__struct_fields__}


def test_a_run_of_nothing_but_such_scenarios_executed_nothing() -> None:
    found = judged(("S.1", NO_STEPS, []), ("S.2", NO_STEPS, [])).stream("bdv")
    assert found.state is StreamState.FAIL
    assert [r.code for r in found.reasons] == ["nothing_executed"]
    assert (found.facts["passed"], found.facts["executed"]) == (0, 0)


def test_beside_others_it_breaks_nothing_and_deserves_a_look() -> None:
    found = judged(("S.1", "", []), ("S.2", NO_STEPS, [])).stream("bdv")
    assert found.state is StreamState.PASS
    assert [(look.code, look.title) for look in found.looks] == [
        ("no_steps", "“S.2” has no steps and proves nothing")
    ]


def test_a_critical_one_is_not_covered_by_it() -> None:
    found = judged(("S.1", "", []), ("S.2", NO_STEPS, ["@critical"])).stream("bdv")
    assert [r.title for r in found.reasons] == ["Critical scenario “S.2” is without steps"]


def test_hooks_are_no_steps() -> None:
    hook, step = (StepResult(keyword=word, text="it", status="PASSED") for word in ("hook", "Given"))
    assert reason_of([]) == reason_of([hook]) == NO_STEPS
    assert reason_of([hook, step]) == ""


CUCUMBER = [
    {
        "uri": "a.feature",
        "keyword": "Feature",
        "name": "F",
        "line": 1,
        "elements": [{"id": "f;s", "keyword": "Scenario", "line": 3, "name": "S", "type": "scenario", "steps": []}],
    }
]
BEHAVE = [
    {
        "keyword": "Feature",
        "name": "F",
        "tags": [],
        "location": "a.feature:1",
        "status": "passed",
        "elements": [
            {
                "type": "scenario",
                "keyword": "Scenario",
                "name": "S",
                "tags": [],
                "location": "a.feature:3",
                "steps": [],
                "status": "passed",
            }
        ],
    }
]


@pytest.mark.parametrize("report", [CUCUMBER, BEHAVE])
def test_a_report_of_an_empty_scenario_alone_is_not_green(report: list[dict[str, Any]]) -> None:
    events: list[Event] = read(json.dumps(report).encode())
    found = Evidence(events).judged_without(()).stream("bdv")
    assert [r.code for r in found.reasons] == ["nothing_executed"]
