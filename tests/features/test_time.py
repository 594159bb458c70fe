"""Time travel, as time.feature promises it."""

from typing import Any

from pytest_bdd import given, parsers, scenarios, then, when

from app.use_cases.undo import retractions
from tests.features.conftest import Control, at

scenarios("time.feature")

TASK = "iterations/release/nodes/Task/build"


@given(parsers.parse("a task that started at {clock} and was learned of at {learned}"))
def _(control: Control, clock: str, learned: str) -> None:
    control.tell("dde.task.created", clock, learned, task_id="build", batch="b-1")
    control.tell("dde.task.started", clock, learned, task_id="build", batch="b-1")


@given(parsers.parse("that completed at {clock} and was learned of at {learned}"))
def _(control: Control, clock: str, learned: str) -> None:
    control.tell("dde.task.completed", clock, learned, task_id="build", batch="b-1")


@when(parsers.re(r"it is looked at as of (?P<clock>[\d:]+)$"), target_fixture="seen")
def _(control: Control, clock: str) -> Any:
    return control.ask(TASK, asOf=at(clock))


@when(parsers.parse("it is looked at as of {clock}, as known at {known}"), target_fixture="seen")
def _(control: Control, clock: str, known: str) -> Any:
    return control.ask(TASK, asOf=at(clock), knownAt=at(known))


@when(parsers.parse("the ingest is taken back at {clock}"))
def _(control: Control, clock: str) -> None:
    control.ask("iterations")
    control.send(retractions(control.desk.graph, "b-1", at(clock), "a mistake"), clock)


@then(parsers.parse("the task is {status}"))
def _(seen: Any, status: str) -> None:
    assert seen["properties"]["status"] == status


@then("nothing is known of the task")
def _(seen: Any) -> None:
    assert seen["status"] == 404


@then("nothing is known of the task now")
def _(control: Control) -> None:
    assert control.ask(TASK)["status"] == 404


@then(parsers.parse("as known at {known} the task is {status}"))
def _(control: Control, known: str, status: str) -> None:
    seen = control.ask(TASK, asOf=at(known), knownAt=at(known))
    assert seen["properties"]["status"] == status
