"""Where things stand. Positions follow from structure alone, so that a change of state moves nothing."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from app.lenses.layered import Layers, layers_of

COLUMN = 180.0
ROW = 96.0
SUB_COLUMN = 118.0
TALLEST = 14
"""A column with more nodes than this is staggered into sub-columns, so that a wide step stays on the screen."""


@lru_cache(maxsize=128)
def layered(
    nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...], first: frozenset[str] = frozenset()
) -> Mapping[str, tuple[float, float]]:
    """A centre per node of a graph drawn left to right; ``edges`` lead from what is needed to what needs it.

    ``first`` are kept in the first column unless they need something themselves. Cycles are cut for the
    drawing. Nodes without any edge stand in a block below the rest.
    """
    joined = {end for edge in edges for end in edge}
    lonely = [n for n in nodes if n not in joined and n not in first]
    drawn = layers_of([n for n in nodes if n in joined or n in first], edges, first)
    places = _placed(drawn)
    places |= _block(lonely, places, starts_at=1 if drawn.rows and first else 0)
    return places


def _placed(drawn: Layers) -> dict[str, tuple[float, float]]:
    heights = _heights(drawn)
    places: dict[str, tuple[float, float]] = {}
    left = 0.0
    for row in drawn.rows:
        real = [n for n in row if n >= 0]
        columns = _columns(len(real))
        for rank, n in enumerate(real):
            places[drawn.names[n]] = (left + SUB_COLUMN * (rank % columns), round(heights[n], 1))
        left += COLUMN + SUB_COLUMN * (columns - 1)
    return places


def _heights(drawn: Layers) -> dict[int, float]:
    """Heights that keep the order of each column and bring neighbours level; way-points of long edges take little."""
    heights: dict[int, float] = {}
    steps = {n: step for row in drawn.rows for step in (_step(row),) for n in row}
    for row in drawn.rows:
        heights.update(zip(row, spread([0.0] * len(row), [_room(n, steps) for n in row]), strict=True))
    sweeps = 4 if len(heights) < 3000 else 2
    for sweep in range(sweeps):
        for row in drawn.rows if sweep % 2 == 0 else reversed(drawn.rows):
            wanted = [_mean([heights[o] for o in drawn.beside[n]], heights[n]) for n in row]
            heights.update(zip(row, spread(wanted, [_room(n, steps) for n in row]), strict=True))
    top = min(heights.values(), default=0.0)
    return {n: height - top for n, height in heights.items()}


def _step(row: Sequence[int]) -> float:
    """How much height a node of this column takes: less when it is staggered."""
    return ROW / _columns(sum(n >= 0 for n in row))


def _columns(number: int) -> int:
    """Into how many sub-columns a column is staggered: one while it fits, never wider than high."""
    return min(-(-number // TALLEST), _square(number, 1.0)) if number > TALLEST else 1


def _room(n: int, steps: Mapping[int, float]) -> float:
    return steps[n] if n >= 0 else steps[n] / 4


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def spread(wanted: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Places nearest to the wanted ones (least squares) in the given order, each with its room around it.

    Pools neighbours that would overlap into blocks, and moves each block to its mean wish.
    """
    offsets, at = [], 0.0
    for room in rooms:
        offsets.append(at + room / 2)
        at += room
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        total, count = wish - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            earlier, members = blocks.pop()
            total, count = total + earlier, count + members
        blocks.append((total, count))
    starts = [total / count for total, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _block(
    lonely: Sequence[str], places: Mapping[str, tuple[float, float]], starts_at: int
) -> dict[str, tuple[float, float]]:
    """Nodes without edges in rows as wide as the rest of the drawing, or as a square is."""
    left = COLUMN * starts_at
    right = max((x for x, _ in places.values()), default=0.0)
    across = max(int((right - left) // SUB_COLUMN) + 1, _square(len(lonely), 1.6))
    top = max((y for _, y in places.values()), default=-ROW) + ROW
    return {n: (left + SUB_COLUMN * (i % across), top + ROW * (i // across)) for i, n in enumerate(lonely)}


def _square(number: int, wider: float) -> int:
    """How many go across so that the block is so many times wider than high."""
    return max(1, round(math.sqrt(number * ROW / SUB_COLUMN * wider)))


def grid(number: int, across: int, cell: tuple[float, float]) -> list[tuple[float, float]]:
    """The centres of so many cells, row by row, the first at half a cell from the corner."""
    w, h = cell
    return [(w * (i % across + 0.5), h * (i // across + 0.5)) for i in range(number)]
