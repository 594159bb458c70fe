"""Two workflows of one iteration, each told by its own run: one sound, the other with what is asked for."""

from collections.abc import Iterable

from app.domain.events import Event
from app.domain.payloads import dde
from app.domain.payloads.common import IterationDeclared, Payload
from app.domain.workflow.ledger import Ledger
from tests.builders import MINUTE, T0

Step = tuple[str, Payload]
GATE = dde.GateSpec(name="unit")


def task(workflow: str, run: str, name: str, *needs: str, outcome: str = "completed") -> list[Step]:
    """A task with a gate and an artifact, from its creation to its end."""
    mine = {"workflow_id": workflow, "run_id": run}
    made = dde.ArtifactEvent(task_id=name, name="out", sha256=f"{name}{run}", **mine)
    created = dde.TaskCreated(task_id=name, depends_on=list(needs), gates=[GATE], outputs=["out"], **mine)
    passed = dde.GateEvent(task_id=name, gate_name="unit", severity="BLOCKING", **mine)
    ends: dict[str, Step] = {
        "completed": ("dde.task.completed", dde.TaskCompleted(task_id=name)),
        "failed": ("dde.task.failed", dde.TaskFailed(task_id=name, error="boom")),
    }
    steps: list[Step] = [
        ("dde.task.created", created),
        ("dde.task.started", dde.TaskStarted(task_id=name)),
        ("dde.gate.passed", passed),
        ("dde.artifact.stamped", made),
    ]
    return [*steps, ends[outcome]]


def workflow(name: str, run: str, steps: Iterable[Step], *, says_run: bool = True) -> list[Step]:
    """The steps between beginning and end; the end sums them up. A failed task fails the workflow."""
    told = {"workflow_id": name, "run_id": run if says_run else ""}
    middle, ledger = list(steps), Ledger()
    for event in events([middle]):
        ledger.take(event)
    sums = {"counts": ledger.counts(), "digest": ledger.digest()}
    end: Step = ("dde.workflow.completed", dde.WorkflowCompleted(**told, **sums))
    if failed := ledger.ended("FAILED"):
        end = ("dde.workflow.failed", dde.WorkflowFailed(**told, **sums, failed_node=failed[0]))
    return [("dde.workflow.started", dde.WorkflowStarted(**told)), *middle, end]


def events(told: Iterable[Iterable[Step]]) -> list[Event]:
    """All steps as events, a minute apart, in an iteration that asks for nothing but DDE."""
    declared: Step = ("dde.iteration.declared", IterationDeclared(required_streams=["dde"]))
    steps = [declared, *(step for part in told for step in part)]
    return [_event(n, event_type, payload) for n, (event_type, payload) in enumerate(steps)]


def _event(n: int, event_type: str, payload: Payload) -> Event:
    return Event(
        event_id=f"e{n}",
        timestamp=T0 + n * MINUTE,
        tenant_id="t",
        iteration_id="i",
        event_type=event_type,
        node_id=str(getattr(payload, "task_id", "")),
        correlation_id=str(getattr(payload, "workflow_id", "")),
        payload=payload,
    )
