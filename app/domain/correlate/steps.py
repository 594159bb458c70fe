"""Step functions over valid time: what holds from each moment on, until the next."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

Steps = list[tuple[int, T | None]]
"""In order of time, changes only: from that moment (ms) on it is so; ``None``: nothing is."""


def moment_of(step: tuple[int, object]) -> int:
    """From when on the step holds."""
    return step[0]


def at(steps: Sequence[tuple[int, T | None]], moment: int) -> T | None:
    """What holds at the moment."""
    if not steps:
        return None
    if len(steps) == 1:
        return steps[0][1] if steps[0][0] <= moment else None
    place = bisect_right(steps, moment, key=moment_of)
    return steps[place - 1][1] if place else None


def in_order(points: Iterable[int]) -> Sequence[int]:
    """The points, each once, the earliest first; most often there is only one."""
    distinct = set(points)
    return sorted(distinct) if len(distinct) > 1 else tuple(distinct)


def made(points: Iterable[int], value: Callable[[int], T | None]) -> Steps[T]:
    """The step function that takes these values at these points, where they differ."""
    steps: Steps[T] = []
    for point in in_order(points):
        found = value(point)
        if found != (steps[-1][1] if steps else None):
            steps.append((point, found))
    return steps


FOREVER = 1 << 62


def spans(steps: Sequence[tuple[int, T | None]]) -> Iterator[tuple[int, int, T]]:
    """From when until when what holds."""
    for place, (since, held) in enumerate(steps):
        if held is not None:
            yield since, steps[place + 1][0] if place + 1 < len(steps) else FOREVER, held


def mapped(steps: Sequence[tuple[int, T | None]], value: Callable[[T], object]) -> Steps[bool]:
    """Where the value is true of what holds."""
    return made([s[0] for s in steps], lambda point: _true(at(steps, point), value))


def _true(held: T | None, value: Callable[[T], object]) -> bool | None:
    return True if held is not None and value(held) else None
