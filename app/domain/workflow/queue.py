"""What may start next: a task whose needs are done, interface tasks before all others, the smallest id first."""

import heapq
from collections.abc import Collection
from typing import Final

from app.domain.workflow.schedule import Needs, Schedule, dependents

DONE: Final = ("COMPLETED", "SKIPPED")


class Queue:
    """Hands out each task once. ``done`` were completed or skipped before."""

    def __init__(self, schedule: Schedule, needs: Needs, done: Collection[str] = ()) -> None:
        self._place = schedule.place_of()
        self._first = schedule.first
        self._behind = dependents(needs)
        self._missing = {key: sum(n not in done for n in needs[key]) for key in self._place if key not in done}
        self._early = sum(self._place[key] < self._first for key in self._missing)
        self._heap = [(self._place[key], key) for key, count in self._missing.items() if count == 0]
        heapq.heapify(self._heap)
        self._open = set(self._missing)

    @property
    def open(self) -> int:
        """How many tasks have not ended, nor been blocked."""
        return len(self._open)

    def next(self) -> str | None:
        """The task to start now; nothing while none may start."""
        if not self._heap or (self._early and self._heap[0][0] >= self._first):
            return None
        return heapq.heappop(self._heap)[1]

    def ended(self, task: str, status: str) -> list[str]:
        """The task has this final status. Returns those that are blocked by that, in order."""
        self._close(task)
        if status not in DONE:
            return self._block(task)
        for key in self._behind.get(task, ()):
            if key in self._open:
                self._missing[key] -= 1
                if self._missing[key] == 0:
                    heapq.heappush(self._heap, (self._place[key], key))
        return []

    def _block(self, task: str) -> list[str]:
        blocked, todo = [], [task]
        while todo:
            for key in self._behind.get(todo.pop(), ()):
                if key in self._open:
                    self._close(key)
                    blocked.append(key)
                    todo.append(key)
        return sorted(blocked, key=lambda key: (self._place[key], key))

    def _close(self, task: str) -> None:
        self._open.discard(task)
        self._early -= self._place[task] < self._first
