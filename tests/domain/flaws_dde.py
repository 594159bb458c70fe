"""Flaws of what was built: outputs, gates, contracts, tasks and workflows."""

import msgspec

from app.domain.payloads import dde
from tests.domain.altered import before, of_type, with_payload
from tests.domain.small_iteration import Step, service, sound


def started_too_early() -> list[Step]:
    early = ("dde.task.started", dde.TaskStarted(task_id="BE.Pay"))
    rest = with_payload(early[1])
    place = next(n for n, (told, _) in enumerate(rest) if told == "dde.task.completed")
    return [*rest[:place], early, *rest[place:]]


def nobody_asks_for() -> list[Step]:
    """An interface task ends well, but its contract stays open."""
    planned = dde.TaskCreated(task_id="IF.New", kind="INTERFACE", contract_version="v1.0")
    return before(
        "dde.workflow.completed",
        ("dde.task.created", planned),
        ("dde.task.started", dde.TaskStarted(task_id="IF.New")),
        ("dde.task.completed", dde.TaskCompleted(task_id="IF.New")),
    )


STAMPED = next(payload for kind, payload in sound() if kind == "dde.artifact.stamped")
FAILED_GATE = dde.GateEvent(task_id="BE.Pay", gate_name="unit", severity="BLOCKING")


BUILT_WRONG: dict[str, list[Step]] = {
    "output never stamped": of_type("dde.artifact.stamped"),
    "output only created": of_type("dde.artifact.stamped", ("dde.artifact.created", STAMPED)),
    "artifact corrupt": of_type(
        "dde.artifact.stamped", ("dde.artifact.stamped", msgspec.structs.replace(STAMPED, valid=False))
    ),
    "task started too early": started_too_early(),
    "gate failed": of_type("dde.gate.passed", ("dde.gate.failed", FAILED_GATE)),
    "gate never ran": of_type("dde.gate.passed"),
    "contract unlocked": of_type("dde.contract.locked"),
    "contract in draft": before(
        "dde.task.completed", ("dde.contract.created", dde.ContractEvent(contract_name="New", version="1.0"))
    ),
    "contract of a task unlocked": nobody_asks_for(),
    "task failed": with_payload(
        dde.TaskCompleted(task_id="BE.Pay"), ("dde.task.failed", dde.TaskFailed(task_id="BE.Pay"))
    ),
    "task not done": with_payload(dde.TaskCompleted(task_id="BE.Pay")),
    "workflow failed": of_type(
        "dde.workflow.completed", ("dde.workflow.failed", dde.WorkflowFailed(workflow_id="W"))
    ),
    "workflow not over": of_type("dde.workflow.completed"),
    "two outputs, one stamped": with_payload(service(), ("dde.task.created", service(outputs=["pay.py", "fee.py"]))),
}
