"""Regions within regions: nodes in rows inside the innermost, regions side by side on shelves; from names alone.

The sizes of regions grow in steps, so that a node that comes moves its own region's nodes and hardly ever another's.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.lenses.maps.making import Places
from app.lenses.views.mapping import Region

CELL = (64.0, 56.0)
HEAD, PAD, GAP = 28.0, 12.0, 18.0
OUTER_HEAD = 68.0
"""Titles of outer regions are read from farther away."""
WIDER = 2.1
"""How many times wider than high a map is, unless its page has less room."""


class Place(NamedTuple):
    """A region on the way from the outermost to a node: its kind, name and uid. Equal names of one parent are one."""

    kind: str
    label: str
    id: str = ""
    row: int = 0
    """Regions of a lower row lie below all others."""


Path = tuple[Place, ...]


class Box:
    """A region while it is being filled: what lies in it, its size, and its corner within its parent."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.inner: dict[Place, Box] = {}
        self.nodes: list[int] = []
        self.x = self.y = self.w = self.h = 0.0

    def size(self, wider: float) -> None:
        """Room for the nodes in rows, or for the inner regions on shelves, so many times wider than high."""
        if not self.inner:
            across, down = rows_for(len(self.nodes))
            self.w, self.h = across * CELL[0] + 2 * PAD, down * CELL[1] + HEAD + PAD
            return
        for box in self.inner.values():
            box.size(WIDER)
        self.w, self.h = shelved(list(self.inner.values()), wider)


def nested(paths: Sequence[Path], wider: float = WIDER) -> Places:
    """Where nodes stand whose regions are given from the outermost to the innermost."""
    root = Box(Place("root", ""))
    for at, path in enumerate(paths):
        box = root
        for place in path:
            box = box.inner.setdefault(place, Box(place))
        box.nodes.append(at)
    _loose(root)
    root.size(wider)
    plot = _Plot(len(paths))
    for box in root.inner.values():
        plot.put(box, (0.0, 0.0), -1)
    return plot.x, plot.y, plot.homes, tuple(plot.regions)


def _loose(box: Box) -> None:
    """Nodes beside inner regions get a region of their own, of the same name."""
    if box.inner and box.nodes:
        own = box.inner.setdefault(
            Place(box.place.kind, box.place.label), Box(Place(box.place.kind, box.place.label))
        )
        own.nodes, box.nodes = box.nodes, []
    for inner in box.inner.values():
        _loose(inner)


def rows_for(count: int) -> tuple[int, int]:
    """How many cells across and down hold so many nodes, with room to grow: across is 1, 2, 3, 4, 6, 8, 12, 16, …"""
    wanted = math.sqrt(max(1, count) * WIDER * CELL[1] / CELL[0])
    power = 2 ** math.floor(math.log2(wanted))
    across = power if wanted <= power else power * 3 // 2 if power > 1 and wanted <= power * 1.5 else power * 2
    return across, max(1, -(-count // across))


def shelved(boxes: Sequence[Box], wider: float = WIDER) -> tuple[float, float]:
    """Give every box its corner, row after row; the size of what holds them all."""
    area = sum((b.w + GAP) * (b.h + GAP) for b in boxes)
    width = max(math.sqrt(area * wider), *(b.w for b in boxes), 0.0)
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(box.place.row, []).append(box)
    top, right = OUTER_HEAD, 0.0
    for row in sorted(rows):
        left = tallest = 0.0
        for box in rows[row]:
            if left and left + box.w > width * 1.05:
                top, left, tallest = top + tallest + GAP, 0.0, 0.0
            box.x, box.y = PAD + left, top
            left, tallest = left + box.w + GAP, max(tallest, box.h)
            right = max(right, left - GAP)
        top += tallest + GAP
    return right + 2 * PAD, top - GAP + PAD


class _Plot:
    """The columns while they are being written."""

    def __init__(self, count: int) -> None:
        self.x = np.zeros(count, dtype=np.float32)
        self.y = np.zeros(count, dtype=np.float32)
        self.homes = np.full(count, -1, dtype=np.int32)
        self.regions: list[Region] = []

    def put(self, box: Box, corner: tuple[float, float], parent: int) -> None:
        left, top = corner[0] + box.x, corner[1] + box.y
        place, me = box.place, len(self.regions)
        x, y = round(left + box.w / 2, 1), round(top + box.h / 2, 1)
        self.regions.append(Region(place.label, place.kind, x, y, round(box.w, 1), round(box.h, 1), parent, place.id))
        if box.nodes:
            self._fill(np.array(box.nodes), (left + PAD, top + HEAD), me)
        for inner in box.inner.values():
            self.put(inner, (left, top), me)

    def _fill(self, nodes: "np.ndarray", corner: tuple[float, float], home: int) -> None:
        across, _ = rows_for(len(nodes))
        cells = np.arange(len(nodes))
        self.x[nodes] = corner[0] + CELL[0] * (cells % across + 0.5)
        self.y[nodes] = corner[1] + CELL[1] * (cells // across + 0.4)
        self.homes[nodes] = home
