"""Journeys over the interface: each with its steps, and what is covered, blocked or missing."""

from flask.testing import FlaskClient

from app.domain.payloads.bdv import ScenarioSpec
from app.domain.payloads.journeys import JourneyStep
from tests.api.asking import get
from tests.api.conftest import Bring
from tests.builders import event


def test_coverage_tells_each_journey_with_the_state_of_its_steps(client: FlaskClient, bring: Bring) -> None:
    steps = [
        JourneyStep(step_id="pay", scenario="Pay*"),
        JourneyStep(step_id="thanks", scenario="Thanks", depends_on=["refund"], required=False),
        JourneyStep(step_id="refund", contract="Refund"),
    ]
    specs = [ScenarioSpec(scenario_id="S.1", name="Pay by card"), ScenarioSpec(scenario_id="S.2", name="Thanks")]
    told = {"tenant": "local", "run_id": "r", "suite": "behave"}
    feature = {"feature_id": "F", "feature_path": "a.feature", "name": "A", "scenarios": specs}
    bring(
        [
            event("bdv.feature.discovered", 0, **told, **feature),
            event("bdv.journey.declared", 0, **told, journey_id="buy", severity="critical", steps=steps),
            event("bdv.scenario.completed", 1, **told, scenario_id="S.1"),
            event("bdv.scenario.completed", 1, **told, scenario_id="S.2"),
        ]
    )
    (journey,) = get(client, "bdv/graph/i1/coverage")["journeys"]
    assert (journey["id"], journey["severity"], journey["covered"]) == ("Journey/buy", "critical", False)
    states = {step["step_id"]: (step["state"], step["required"]) for step in journey["steps"]}
    assert states == {"pay": ("covered", True), "thanks": ("blocked", False), "refund": ("missing", True)}
    assert journey["steps"][0]["scenarios"] == ["Scenario/S.1"]
