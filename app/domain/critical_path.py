"""The chain of tasks that decides how long an iteration takes (domain 5.1)."""

from collections.abc import Iterable
from typing import Final

import msgspec

from app.domain.graph import Node

UNSAID_MINUTES: Final = 1
"""What a task counts for that names no effort."""


class CriticalPath(msgspec.Struct, frozen=True):
    """``tasks`` from source to sink; ``minutes`` their sum; ``slack`` per task how much later it may end."""

    tasks: tuple[str, ...]
    minutes: int
    slack: dict[str, int]


def critical_path(tasks: Iterable[Node]) -> CriticalPath:
    """The longest chain of summed effort, ties broken by the smaller id; tasks in a cycle count for nothing."""
    listed = {task.id.key: task for task in tasks}
    effort = {key: int(task.get("estimated_effort", 0)) or UNSAID_MINUTES for key, task in listed.items()}
    needs = {key: sorted(n for n in task.get("depends_on", []) if n in listed) for key, task in listed.items()}
    order = _in_order(needs)
    ends = _ends(order, needs, effort)
    total = max(ends.values(), default=0)
    latest = _latest_ends(order, needs, effort, total)
    return CriticalPath(_chain(ends, needs, total), total, {key: latest[key] - ends[key] for key in order})


def _in_order(needs: dict[str, list[str]]) -> list[str]:
    """Every task after all that it needs; what is part of a cycle, or needs it, is left out."""
    open_, order = dict(sorted(needs.items())), dict[str, None]()
    while ready := [key for key, needed in open_.items() if all(n in order for n in needed)]:
        for key in ready:
            order[key] = None
            del open_[key]
    return list(order)


def _ends(order: list[str], needs: dict[str, list[str]], effort: dict[str, int]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for key in order:
        ends[key] = effort[key] + max((ends[n] for n in needs[key]), default=0)
    return ends


def _latest_ends(order: list[str], needs: dict[str, list[str]], effort: dict[str, int], total: int) -> dict[str, int]:
    latest = dict.fromkeys(order, total)
    for key in reversed(order):
        for needed in needs[key]:
            latest[needed] = min(latest[needed], latest[key] - effort[key])
    return latest


def _chain(ends: dict[str, int], needs: dict[str, list[str]], total: int) -> tuple[str, ...]:
    """Back from the first task that ends last, each time to the one that was waited for."""
    at = min((key for key, end in ends.items() if end == total), default=None)
    chain: list[str] = []
    while at is not None:
        chain.append(at)
        at = max(needs[at], key=lambda n: (ends[n], [-ord(c) for c in n]), default=None)
    return tuple(reversed(chain))
