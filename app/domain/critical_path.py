"""The chain of tasks that decides how long an iteration takes, as planned and as it runs (domain 5.1)."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from app.domain.graph import Node

UNSAID_MINUTES: Final = 1
"""What a task counts for that names no effort."""
MINUTE_MS: Final = 60_000


class Chain(msgspec.Struct, frozen=True):
    """The longest way through a plan: ``tasks`` from source to sink, ``length`` their sum, and per task by how much
    it may end later (``slack``), both in the unit of the lengths."""

    tasks: tuple[str, ...]
    length: int
    slack: dict[str, int]


class CriticalPath(msgspec.Struct, frozen=True):
    """``tasks`` from source to sink; ``minutes`` their sum; ``slack`` per task how much later it may end."""

    tasks: tuple[str, ...]
    minutes: int
    slack: dict[str, int]


def critical_path(tasks: Iterable[Node]) -> CriticalPath:
    """The longest chain of summed effort, ties broken by the smaller id; tasks in a cycle count for nothing."""
    listed = {task.id.key: task for task in tasks}
    found = chain(listed, {key: _effort(task) for key, task in listed.items()})
    return CriticalPath(found.tasks, found.length, found.slack)


def live_path(tasks: Iterable[Node], moment: int) -> Chain:
    """The same with what is known at a moment (ms): finished tasks count for what they took, running ones at least
    for what they have taken so far, all others for their effort. Lengths are milliseconds."""
    listed = {task.id.key: task for task in tasks}
    return chain(listed, {key: _taken(task, moment) for key, task in listed.items()})


def chain(listed: Mapping[str, Node], lengths: Mapping[str, int]) -> Chain:
    """The longest chain where each task is so long; of equal ones that with the smaller ids."""
    needs = {key: sorted({n for n in task.get("depends_on", []) if n in listed}) for key, task in listed.items()}
    order = _in_order(needs)
    ends = _ends(order, needs, lengths)
    total = max(ends.values(), default=0)
    latest = _latest_ends(order, needs, lengths, total)
    return Chain(_chain(ends, needs, total), total, {key: latest[key] - ends[key] for key in order})


def _effort(task: Node) -> int:
    return int(task.get("estimated_effort", 0)) or UNSAID_MINUTES


def _taken(task: Node, moment: int) -> int:
    planned, began = _effort(task) * MINUTE_MS, task.get("start_time")
    if task.get("status") == "SKIPPED":
        return 0
    if began is None:
        return planned
    ended = task.get("end_time")
    return max(0, int(ended) - int(began)) if ended is not None else max(planned, moment - int(began))


def _in_order(needs: dict[str, list[str]]) -> list[str]:
    """Every task after all that it needs, in waves; what is part of a cycle, or needs it, is left out."""
    waits = {key: len(needed) for key, needed in needs.items()}
    needed_by: dict[str, list[str]] = {}
    for key, needed in needs.items():
        for name in needed:
            needed_by.setdefault(name, []).append(key)
    order, wave = list[str](), sorted(key for key, count in waits.items() if not count)
    while wave:
        order += wave
        freed = []
        for key in (later for done in wave for later in needed_by.get(done, ())):
            waits[key] -= 1
            if not waits[key]:
                freed.append(key)
        wave = sorted(freed)
    return order


def _ends(order: list[str], needs: dict[str, list[str]], lengths: Mapping[str, int]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for key in order:
        ends[key] = lengths[key] + max((ends[n] for n in needs[key]), default=0)
    return ends


def _latest_ends(
    order: list[str], needs: dict[str, list[str]], lengths: Mapping[str, int], total: int
) -> dict[str, int]:
    latest = dict.fromkeys(order, total)
    for key in reversed(order):
        for needed in needs[key]:
            latest[needed] = min(latest[needed], latest[key] - lengths[key])
    return latest


def _chain(ends: dict[str, int], needs: dict[str, list[str]], total: int) -> tuple[str, ...]:
    """Back from the first task that ends last, each time to the one that was waited for."""
    at = min((key for key, end in ends.items() if end == total), default=None)
    chain: list[str] = []
    while at is not None:
        chain.append(at)
        at = max(needs[at], key=lambda n: (ends[n], [-ord(c) for c in n]), default=None)
    return tuple(reversed(chain))
