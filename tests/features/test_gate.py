"""The gate, as gate.feature promises it."""

from typing import Any

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from app.domain.events import Event
from app.golden import GOLDEN
from tests.features.conftest import Control

scenarios("gate.feature")


@pytest.fixture
def events() -> list[Event]:
    return list(GOLDEN["Iter-Golden-AllPass"].in_order("local"))


@given("an iteration whose three streams have passed", target_fixture="missing")
def _() -> str:
    return ""


@given("one of its scenarios failed", target_fixture="failed")
def _(control: Control, events: list[Event]) -> str:
    last = [e for e in events if e.event_type == "bdv.scenario.completed"][-1]
    control.iteration = last.iteration_id
    control.now = last.timestamp
    payload: Any = last.payload
    control.tell("bdv.scenario.failed", "23:00", scenario_id=payload.scenario_id, run_id="later", status="FAILED")
    return str(payload.scenario_id)


@given(parsers.parse('the events "{kind}" never arrived'), target_fixture="missing")
def _(kind: str) -> str:
    return kind


@when("the gate is asked", target_fixture="answer")
def _(control: Control, events: list[Event], missing: str) -> Any:
    told = [event for event in events if event.event_type != missing]
    assert len(told) < len(events) or not missing
    control.send(told, "22:00")
    return control.ask(f"convergence/{events[0].iteration_id}/deployment-gate")


@then(parsers.parse("it answers {status}"))
def _(answer: Any, status: str) -> None:
    assert answer["gate_status"] == status


@then(parsers.parse("it does not answer {status}"))
def _(answer: Any, status: str) -> None:
    assert answer["gate_status"] != status


@then("the first reason names that scenario")
def _(answer: Any, failed: str) -> None:
    assert answer["reasons"][0]["node"] == f"Scenario/{failed}"
