"""The spine, as spine.feature promises it."""

from typing import Any

from pytest_bdd import given, scenarios, then, when

from tests.features.conftest import Control

scenarios("spine.feature")

PATH = "shop/orders.py"


@given("a requirement, a task that names it, and a file that the task made")
def _(control: Control) -> None:
    control.tell("dde.requirement.created", requirement_id="REQ-1", name="Pay by card")
    control.tell("dde.task.created", task_id="BE.Orders", requirement_id="REQ-1")
    control.tell("dde.artifact.stamped", task_id="BE.Orders", name="orders.py", file_path=PATH)


@given("a module at the place of that file, in a component")
def _(control: Control) -> None:
    component = {"name": "Orders", "paths": ["shop"]}
    control.tell("acc.manifest.loaded", manifest_name="m", generation="g", components=[component])
    module = {"name": "shop.orders", "file_path": PATH}
    control.tell("acc.graph.built", analysis_id="a", generation="g", modules=[module])
    control.tell("acc.analysis.completed", analysis_id="a", manifest_name="m", generation="g")


@when("a person rejects the link from the requirement to the task")
def _(control: Control) -> None:
    link = {"kind": "FULFILLED_BY", "source": "Requirement/REQ-1", "target": "Task/BE.Orders"}
    control.tell("dde.link.decided", "12:10", **link, decision="rejected", by="ada", reason="another task does it")


@when("the spine of the requirement is asked for", target_fixture="spine")
def _(control: Control) -> Any:
    return control.ask("convergence/release/spine/Requirement/REQ-1")


@then("it leads to the component")
def _(spine: Any) -> None:
    assert "ArchitectureComponent/Orders" in uids(spine)


@then("it ends at the file")
def _(spine: Any) -> None:
    assert "Artifact/BE.Orders/orders.py" in uids(spine)
    assert not any(uid.startswith(("CodeModule/", "ArchitectureComponent/")) for uid in uids(spine))


@then("the spine of the requirement ends at once")
def _(control: Control) -> None:
    assert uids(control.ask("convergence/release/spine/Requirement/REQ-1")) == {"Requirement/REQ-1"}


def uids(spine: Any) -> set[str]:
    return set(spine["members"])
