"""The critical path, worked out once per plan: what happens to the tasks does not change it."""

from functools import lru_cache

from app.domain.critical_path import CriticalPath, critical_path
from app.domain.state import ByKey


class Plan:
    """The tasks as far as their plan goes; equal where needs and efforts are equal."""

    def __init__(self, tasks: ByKey) -> None:
        self.tasks = tasks
        self._said = tuple(
            (key, task.get("estimated_effort", 0), tuple(task.get("depends_on", ()))) for key, task in tasks.items()
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)


@lru_cache(maxsize=32)
def path_of(plan: Plan) -> CriticalPath:
    """The longest chain of tasks in minutes, and the slack of all others."""
    return critical_path(plan.tasks.values())
