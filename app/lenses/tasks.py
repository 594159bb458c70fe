"""What a task waits for: the states that nobody reports because they follow from others (domain 1.4)."""

from collections import defaultdict
from collections.abc import Iterable

from app.domain.graph import Node
from app.domain.state import ByKey

DONE = ("COMPLETED", "SKIPPED")


def statuses(tasks: ByKey) -> dict[str, str]:
    """Per task its reported status, or READY, WAITING or BLOCKED where it has not begun."""
    blocked = _blocked(tasks)
    return {key: _status(task, tasks, blocked) for key, task in tasks.items()}


def open_needs(task: Node, tasks: ByKey) -> list[str]:
    """What the task needs that is not done yet; a task that was never reported is not done."""
    return [name for name in task.get("depends_on", []) if name not in tasks or tasks[name].get("status") not in DONE]


def dependents(tasks: ByKey) -> dict[str, list[str]]:
    """Per task those that need it."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, task in tasks.items():
        for name in task.get("depends_on", []):
            found[name].append(key)
    return found


def downstream(start: Iterable[str], tasks: ByKey) -> set[str]:
    """Everything that cannot go on without these."""
    needed_by, reached, todo = dependents(tasks), set[str](), list(start)
    while todo:
        for key in needed_by.get(todo.pop(), ()):
            if key not in reached:
                reached.add(key)
                todo.append(key)
    return reached


def _status(task: Node, tasks: ByKey, blocked: set[str]) -> str:
    reported = str(task.get("status", "PENDING"))
    if reported not in ("PENDING", "READY", "BLOCKED"):
        return reported
    if task.id.key in blocked:
        return "BLOCKED"
    return "WAITING" if open_needs(task, tasks) else "READY"


def _blocked(tasks: ByKey) -> set[str]:
    failed = [key for key, task in tasks.items() if task.get("status") == "FAILED"]
    return downstream(failed, tasks)
