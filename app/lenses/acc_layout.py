"""Layers as bands, components as containers in them, items in rows inside; from structure alone."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from app.lenses.acc_items import Item
from app.lenses.structure import Structure
from app.lenses.views import Band

CELL = (108.0, 88.0)
BOX = (176.0, 96.0)
HEAD, PAD, GAP = 30.0, 14.0, 22.0


class Box(msgspec.Struct, frozen=True):
    """A rectangle by its centre."""

    x: float
    y: float
    w: float
    h: float


class Plan(msgspec.Struct, frozen=True):
    """Where every item, component and layer lies."""

    items: dict[str, tuple[float, float]]
    containers: dict[str, Box]
    bands: tuple[Band, ...]


def plan(s: Structure, found: Sequence[Item], level: str) -> Plan:
    """The plan of a level; in ``component`` the items are the components and need no container."""
    by_layer: dict[int, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in found:
        by_layer[s.layer(item.component)][item.component].append(item)
    cell = BOX if level == "component" else CELL
    width = max(5 * cell[0], math.sqrt(len(found) * 1.7) * cell[0])
    places: dict[str, tuple[float, float]] = {}
    containers: dict[str, Box] = {}
    rows, top = [], 0.0
    for layer in sorted(by_layer):
        bottom = _shelves(by_layer[layer], cell, (top + HEAD, width), places, containers)
        rows.append((layer, top, bottom))
        top = bottom + GAP
    return Plan(places, containers if level != "component" else {}, _bands(rows, containers, s))


def _shelves(
    homes: Mapping[str, list[Item]],
    cell: tuple[float, float],
    room: tuple[float, float],
    places: dict[str, tuple[float, float]],
    containers: dict[str, Box],
) -> float:
    """Containers side by side, on the next shelf when there is no room; the bottom of the last one."""
    top, width = room
    fits = max(1, int((width - 2 * PAD) // cell[0]))
    high = max(1, -(-sum(map(len, homes.values())) // fits))
    left = tallest = 0.0
    for home, items in sorted(homes.items()):
        across = min(fits, max(1, -(-len(items) // high)))
        w, h = max(across * cell[0], 110.0) + 2 * PAD, -(-len(items) // across) * cell[1] + HEAD + PAD
        if left and left + w > 1.25 * width:
            top, left, tallest = top + tallest + GAP, 0.0, 0.0
        _fill(items, cell, (left + PAD, top + HEAD), w - 2 * PAD, places)
        containers[home] = Box(left + w / 2, top + h / 2, w, h)
        left, tallest = left + w + GAP, max(tallest, h)
    return top + tallest + PAD


def _fill(
    items: Sequence[Item],
    cell: tuple[float, float],
    corner: tuple[float, float],
    inner: float,
    places: dict[str, tuple[float, float]],
) -> None:
    across = max(1, int(inner // cell[0]))
    for i, item in enumerate(sorted(items, key=lambda item: item.id)):
        x, y = corner[0] + cell[0] * (i % across + 0.5), corner[1] + cell[1] * (i // across + 0.4)
        places[item.id] = (round(x, 1), round(y, 1))


def _bands(rows: Sequence[tuple[int, float, float]], containers: Mapping[str, Box], s: Structure) -> tuple[Band, ...]:
    right = max((b.x + b.w / 2 for b in containers.values()), default=0.0)
    made = []
    for layer, top, bottom in rows:
        homes = sorted(c for c in containers if c and s.layer(c) == layer)
        name = ", ".join(homes) if 0 < len(homes) <= 3 else f"{len(homes)} components" if homes else "no component"
        sub = f"layer {layer}" if homes else ""
        made.append(Band(label=name, sub=sub, x=right / 2, y=(top + bottom) / 2, w=right + 2 * PAD, h=bottom - top))
    return tuple(made)
