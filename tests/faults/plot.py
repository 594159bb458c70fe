"""The life of one small iteration: what is planned and done, run and built, with failures by chance."""

from collections.abc import Iterator
from random import Random

import msgspec

from app.domain.events import Event
from app.domain.payloads import acc, dde
from tests.domain.small_iteration import Step, behaviour, feature, finished, process, scenario, structure, told

TENANT = "t"
TASKS = 20


def told_of(name: str, chance: Random) -> list[Event]:
    """About a hundred events in order; what completes a stream sums it up truly."""
    steps = [*tasks(chance), *process(), *behaviour(), *structure(), *violated(chance), *again(chance)]
    return [
        msgspec.structs.replace(event, event_id=f"{name}/{event.event_id}", tenant_id=TENANT, iteration_id=name)
        for event in told(steps)
    ]


def tasks(chance: Random) -> Iterator[Step]:
    for number in range(TASKS):
        key = f"BE.Part{number}"
        yield "dde.task.created", dde.TaskCreated(task_id=key, name=f"part {number}", requirement_id=f"REQ-{number}")
        yield "dde.task.started", dde.TaskStarted(task_id=key)
        if chance.random() < 0.05:
            yield "dde.task.failed", dde.TaskFailed(task_id=key, error=f"part {number} broke")
        else:
            yield "dde.task.completed", dde.TaskCompleted(task_id=key)


def violated(chance: Random) -> Iterator[Step]:
    if chance.random() < 0.5:
        found = acc.ViolationDetected(
            violation_id="V1",
            rule_id="R1",
            type="layering",
            severity="BLOCKING",
            source_module="api",
            target_module="pay",
        )
        yield "acc.violation.detected", found


def again(chance: Random) -> Iterator[Step]:
    """More runs of the same scenarios, some of which fail."""
    for number in range(2, 5):
        run, specs = f"run-{number}", [scenario("S.paid", "@critical"), scenario("S.declined")]
        failed = chance.random() < 0.4
        yield "bdv.feature.discovered", feature(specs, run)
        yield "bdv.scenario.completed", finished("S.paid", run=run)
        kind, status = ("failed", "FAILED") if failed else ("completed", "PASSED")
        yield f"bdv.scenario.{kind}", finished("S.declined", status, run)
