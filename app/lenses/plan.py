"""The critical path: planned, worked out once per plan; and live, as it runs at a moment."""

from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from app.domain.critical_path import MINUTE_MS, Chain, CriticalPath, critical_path, live_path
from app.domain.state import ByKey
from app.lenses import words

MOST_LIVE: Final = 3_000
"""With more tasks than this the live path is not worked out at every moment."""
_NONE: Final = Chain((), 0, {})


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


class Paths(msgspec.Struct, frozen=True):
    """Both paths: ``planned`` in minutes, ``live`` in milliseconds and empty before anything has begun."""

    planned: CriticalPath
    live: Chain

    def marks(self, key: str) -> tuple[str, ...]:
        """How a task shows that it lies on them; a path of one task is none."""
        planned = ("critical",) if len(self.planned.tasks) > 1 and key in self.planned.tasks else ()
        return (*planned, "live-path") if len(self.live.tasks) > 1 and key in self.live.tasks else planned

    def steps(self, needed: str, task: str) -> tuple[str, ...]:
        """The same for the step from one task to the next."""
        planned = ("critical",) if (needed, task) in _steps(self.planned.tasks) else ()
        return (*planned, "live-path") if (needed, task) in _steps(self.live.tasks) else planned

    def slack(self, key: str) -> tuple[str, str]:
        """How much later the task may end, by plan and as it runs, in words."""
        planned, live = self.planned.slack.get(key), self.live.slack.get(key)
        by_plan = "in a cycle" if planned is None else "critical" if planned == 0 else f"{planned} min"
        return by_plan, "" if live is None else "critical" if live == 0 else words.span(live)

    def figures(self) -> tuple[tuple[str, str], ...]:
        """What stands beside the conditions."""
        planned = (("Critical path", words.plural(self.planned.minutes, "minute")),)
        return (*planned, ("As it runs", self._against_plan())) if self.live.tasks else planned

    def _against_plan(self) -> str:
        more = self.live.length - self.planned.minutes * MINUTE_MS
        than = f", {'+' if more > 0 else '−'}{words.rough(abs(more))}" if abs(more) >= MINUTE_MS else ", as planned"
        return words.rough(self.live.length) + than


@lru_cache(maxsize=64)
def _steps(path: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(path))


def paths_of(tasks: ByKey, moment: int) -> Paths:
    """Planned and live at a moment (ms)."""
    begun = len(tasks) <= MOST_LIVE and any(task.get("start_time") for task in tasks.values())
    return Paths(path_of(Plan(tasks)), live_path(tasks.values(), moment) if begun else _NONE)
