"""DDE as a map: steps of the plan from left to right, gathered into phases, phases in lines like text."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from app.domain import labels
from app.domain.state import ByKey, IterationState
from app.lenses.dde import SHAPES, face_of, kind_of_need
from app.lenses.layered import layers_of
from app.lenses.maps.making import Pairs, Places, ground, shown
from app.lenses.maps.nest import CELL, HEAD, PAD, Box, Place, shelved
from app.lenses.tasks import statuses
from app.lenses.views.mapping import Column, Ground, MapView, Region

BETWEEN = 26.0
"""Between two steps, for the lines."""
PHASES = 24
"""About how many phases a long plan falls into."""

Named = tuple[tuple[str, str], ...]
"""Tasks by key, each with its kind."""


def dde_map(state: IterationState, moment: int) -> MapView:
    """The workflow at a moment. Positions depend on tasks and needs alone."""
    tasks = state.of(labels.TASK)
    named = tuple((key, SHAPES.get(task.get("kind", ""), "action")) for key, task in tasks.items())
    needs = tuple(sorted(_needs(state, tasks)))
    on = _ground(named, needs)
    faces = {f"{labels.TASK}/{key}": face_of(status) for key, status in statuses(tasks).items()}
    return shown("dde", on, faces, (kind_of_need(tasks[a]) for a, _ in needs))


def _needs(state: IterationState, tasks: ByKey) -> set[tuple[str, str]]:
    """From what is needed to what needs it, by key."""
    edges = state.joined(labels.DEPENDS_ON, labels.TASK, labels.TASK)
    return {(e.id.target.key, e.id.source.key) for e in edges if e.id.source != e.id.target}


@lru_cache(maxsize=8)
def _ground(named: Named, needs: Pairs) -> Ground:
    first = frozenset(key for key, kind in named if kind == "interface")
    drawn = layers_of([key for key, _ in named], needs, first)
    steps = [[n for n in row if n >= 0] for row in drawn.rows]
    places = _placed([step for step in steps if step], len(named))
    uids = [(f"{labels.TASK}/{key}", key, kind) for key, kind in named]
    return ground(uids, places, [(f"{labels.TASK}/{a}", f"{labels.TASK}/{b}") for a, b in needs])


def _placed(steps: Sequence[Sequence[int]], count: int) -> Places:
    x, y = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    homes = np.full(count, -1, dtype=np.int32)
    phases = _phases(steps)
    boxes = [_box(number, first, phase) for number, (first, phase) in enumerate(phases)]
    shelved(boxes)
    for number, (box, (_, phase)) in enumerate(zip(boxes, phases, strict=True)):
        _fill(box, phase, x, y)
        homes[[n for step in phase for n in step]] = number
    regions = (Region(b.place.label, "phase", b.x + b.w / 2, b.y + b.h / 2, b.w, b.h) for b in boxes)
    return x, y, homes, tuple(regions)


Phase = tuple[int, Sequence[Sequence[int]]]
"""The number of its first step, and its steps."""


def _phases(steps: Sequence[Sequence[int]]) -> list[Phase]:
    """Runs of equally many steps; their length doubles as plans grow, so that growing seldom moves anything."""
    length = 2 ** max(0, round(math.log2(max(1, len(steps)) / PHASES)))
    return [(at, steps[at : at + length]) for at in range(0, len(steps), length)]


def _across(step: Sequence[int]) -> int:
    """How many cells wide a step is: one up to 16 tasks, then as wide as a square, in powers of two."""
    return 1 if len(step) <= 16 else 2 ** math.ceil(math.log2(math.sqrt(len(step)) / 2))


def _box(number: int, first: int, phase: Sequence[Sequence[int]]) -> Box:
    last = first + len(phase)
    box = Box(Place("phase", f"Steps {first + 1} to {last}" if len(phase) > 1 else f"Step {last}"))
    box.w = sum(_across(step) * CELL[0] + BETWEEN for step in phase) + 2 * PAD
    box.h = max(-(-len(step) // _across(step)) for step in phase) * CELL[1] + HEAD + PAD
    return box


def _fill(box: Box, phase: Sequence[Sequence[int]], x: Column, y: Column) -> None:
    """Each step in the middle of its column."""
    left, middle = box.x + PAD, box.y + HEAD + (box.h - HEAD - PAD) / 2
    for step in phase:
        across, cells = _across(step), np.arange(len(step))
        top = middle - CELL[1] * -(-len(step) // across) / 2
        x[list(step)] = left + CELL[0] * (cells % across + 0.5)
        y[list(step)] = top + CELL[1] * (cells // across + 0.4)
        left += across * CELL[0] + BETWEEN
