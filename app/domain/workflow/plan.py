"""What a manifest amounts to: groups, the critical path, slack, and how long it may take."""

import heapq
from collections.abc import Sequence

from msgspec import Struct

from app.domain import labels
from app.domain.critical_path import UNSAID_MINUTES, CriticalPath, critical_path
from app.domain.graph import Node, NodeId, Value
from app.domain.workflow.manifest import Manifest, Task
from app.domain.workflow.schedule import Schedule, needs_of, schedule


class Plan(Struct, frozen=True):
    """The order of the tasks, the chain that decides how long it takes, and minutes with so many at a time."""

    schedule: Schedule
    path: CriticalPath
    minutes: int


def plan_of(manifest: Manifest, jobs: int) -> Plan:
    """The plan for so many tasks at a time; effort in minutes, 1 for a task that names none."""
    order, tasks = schedule(manifest.nodes), _once(manifest.nodes)
    path = critical_path([_node(task) for task in tasks])
    return Plan(order, path, _minutes(tasks, order, jobs))


def _once(tasks: Sequence[Task]) -> list[Task]:
    """Of tasks with the same id the first."""
    return list({task.id: task for task in reversed(tasks)}.values())[::-1]


def _node(task: Task) -> Node:
    """The task as the graph knows it."""
    effort = task.estimated_effort or UNSAID_MINUTES
    props: dict[str, Value] = {"estimated_effort": effort, "depends_on": sorted(set(task.depends_on))}
    return Node(NodeId(labels.TASK, task.id), props, {}, 0)


def _minutes(tasks: Sequence[Task], order: Schedule, jobs: int) -> int:
    """When the last task ends, if each starts as soon as a place is free and what it needs is done."""
    effort = {task.id: task.estimated_effort or UNSAID_MINUTES for task in tasks}
    needs, ends = needs_of(tasks), dict[str, int]()
    free = [0] * max(1, jobs)
    for n, group in enumerate(order.groups):
        early = max(ends.values(), default=0) if n == order.first else 0
        for key in group:
            ready = max((ends[needed] for needed in needs[key]), default=0)
            ends[key] = max(ready, early, heapq.heappop(free)) + effort[key]
            heapq.heappush(free, ends[key])
    return max(ends.values(), default=0)
