"""Longest-path layers with few crossings: a layered drawing as order alone, without coordinates."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate

import msgspec
import numpy as np


class Layers(msgspec.Struct, frozen=True):
    """``rows`` hold, per layer and in drawing order, indices into ``names``; negative ones are way-points of
    edges that pass through. ``beside`` are the neighbours of each in the layers next to it."""

    names: list[str]
    rows: list[list[int]]
    beside: dict[int, list[int]]


Pairs = list[tuple[int, int]]

MOST_WAYPOINTS = 60_000
"""Above this the longest edges are drawn straight through: one task that all steps of a long plan need would
else cost more than everything around it."""


def layers_of(nodes: Sequence[str], edges: Iterable[tuple[str, str]], first: frozenset[str]) -> Layers:
    """The layered order of the nodes; deterministic, the same for the same structure."""
    index = {name: i for i, name in enumerate(nodes)}
    pairs = sorted({(index[a], index[b]) for a, b in edges if a in index and b in index and a != b})
    order, pairs = without_cycles(len(nodes), pairs)
    depth = _depths(order, pairs, {index[name] for name in first if name in index})
    rows, beside = _with_waypoints(depth, pairs)
    _uncross(rows, beside)
    return Layers(list(nodes), rows, beside)


def without_cycles(count: int, pairs: Pairs) -> tuple[list[int], Pairs]:
    """An order in which every kept edge leads forward. Where only cycles are left, the first node goes next."""
    out: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for a, b in pairs:
        out[a].append(b)
        waits[b] += 1
    ready, order, rank = deque(n for n in range(count) if not waits[n]), list[int](), dict[int, int]()
    rest = iter(range(count))
    while len(order) < count:
        n = ready.popleft() if ready else next(r for r in rest if r not in rank)
        if n in rank:
            continue
        rank[n] = len(order)
        order.append(n)
        for b in out[n]:
            waits[b] -= 1
            if not waits[b] and b not in rank:
                ready.append(b)
    return order, [(a, b) for a, b in pairs if rank[a] < rank[b]]


def _depths(order: Sequence[int], pairs: Pairs, first: set[int]) -> list[int]:
    """Longest path from the left; what nothing precedes moves right, next to what needs it."""
    needs: list[list[int]] = [[] for _ in order]
    needed: list[list[int]] = [[] for _ in order]
    for a, b in pairs:
        needs[b].append(a)
        needed[a].append(b)
    depth = [0] * len(order)
    for n in order:
        floor = 0 if n in first or not first else 1
        depth[n] = max([floor, *(depth[a] + 1 for a in needs[n])])
    for n in order:
        if not needs[n] and needed[n] and n not in first:
            depth[n] = max(depth[n], min(depth[b] for b in needed[n]) - 1)
    return depth


def _with_waypoints(depth: Sequence[int], pairs: Pairs) -> tuple[list[list[int]], dict[int, list[int]]]:
    rows: list[list[int]] = [[] for _ in range(max(depth, default=-1) + 1)]
    beside: dict[int, list[int]] = {n: [] for n in range(len(depth))}
    for n, layer in enumerate(depth):
        rows[layer].append(n)
    waypoint, longest = -1, _longest_bent(depth, pairs)
    for a, b in pairs:
        last = a
        bent = depth[b] - depth[a] <= longest
        for layer in range(depth[a] + 1, depth[b]) if bent else ():
            rows[layer].append(waypoint)
            beside[waypoint] = [last]
            beside[last].append(waypoint)
            last, waypoint = waypoint, waypoint - 1
        beside[last].append(b)
        beside[b].append(last)
    return [row for row in rows if row], beside


def _longest_bent(depth: Sequence[int], pairs: Pairs) -> int:
    """How many layers an edge may span and still be led around what lies between."""
    spans = sorted(depth[b] - depth[a] for a, b in pairs)
    waypoints = accumulate(span - 1 for span in spans)
    too_long = (span for span, total in zip(spans, waypoints, strict=True) if total > MOST_WAYPOINTS)
    return next(too_long, len(depth) + 1) - 1


def _uncross(rows: list[list[int]], beside: dict[int, list[int]]) -> None:
    """Barycentre sweeps, forth and back, in place; fewer where there are many layers."""
    if not rows:
        return
    steps = [_step(rows, beside, i, i - 1) for i in range(len(rows))]
    steps_back = [_step(rows, beside, i, i + 1) for i in range(len(rows))]
    places = [np.arange(len(row), dtype=float) for row in rows]
    for sweep in range(max(2, min(12, 800 // len(rows)))):
        forth = sweep % 2 == 0
        for i in range(1, len(rows)) if forth else range(len(rows) - 2, -1, -1):
            mine, theirs, counts = steps[i] if forth else steps_back[i]
            near = places[i - 1] if forth else places[i + 1]
            _reorder(places, i, np.bincount(mine, near[theirs], len(rows[i])), counts)
    for i, row in enumerate(rows):
        row[:] = [row[j] for j in np.argsort(places[i], kind="stable")]


def _step(
    rows: list[list[int]], beside: dict[int, list[int]], i: int, other: int
) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """The edges between two layers, as positions in the rows as they came."""
    if not 0 <= other < len(rows):
        empty = np.zeros(0, dtype=int)
        return empty, empty, np.zeros(len(rows[i]))
    at = {n: j for j, n in enumerate(rows[other])}
    joined = [(j, at[o]) for j, n in enumerate(rows[i]) for o in beside[n] if o in at]
    mine = np.array([j for j, _ in joined], dtype=int)
    theirs = np.array([o for _, o in joined], dtype=int)
    return mine, theirs, np.bincount(mine, minlength=len(rows[i]))


def _reorder(places: list["np.ndarray"], i: int, sums: "np.ndarray", counts: "np.ndarray") -> None:
    """Sort a layer by the mean place of its neighbours; who has none keeps its place."""
    means = np.where(counts > 0, sums / np.maximum(counts, 1), places[i])
    ranks = np.empty(len(means))
    ranks[np.argsort(means, kind="stable")] = np.arange(len(means))
    places[i] = ranks
