"""Maps: lenses of so many nodes that they travel as columns, not mark by mark."""

from typing import Any, Final

import msgspec
import numpy as np

from app.lenses.views.base import View

Column = np.ndarray[Any, np.dtype[Any]]

KINDS: Final = ("action", "interface", "checkpoint", "notification", "scenario", "star", "module")
"""The shapes of a map's nodes; a node holds the index of its own."""

TIES: Final = (
    "dependency",
    "contract",
    "artifact",
    "star",
    "mismatch",
    "allowed",
    "violation",
    "cycle",
    "suppressed",
)
"""The kinds of a map's lines; a line holds the index of its own."""


class Region(View, frozen=True):
    """A named stretch of a map: a component, a package, a feature, a phase. ``x``/``y`` is the centre in px of an
    endless canvas, ``parent`` the index of the region around it (-1 for none), ``id`` the uid of the node that it
    stands for, where there is one."""

    label: str
    kind: str
    x: float
    y: float
    w: float
    h: float
    parent: int = -1
    id: str = ""


class Ground(msgspec.Struct, frozen=True, eq=False):
    """What follows from structure alone: who there is, where each stands, what joins them. No state moves it.

    Per node its uid, name, kind (uint8), centre (float32) and innermost region (int32); per line the indices of its
    two ends (int32). ``mark`` is equal for equal grounds.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: Column
    x: Column
    y: Column
    homes: Column
    regions: tuple[Region, ...]
    sources: Column
    targets: Column
    mark: str


class MapView(msgspec.Struct, frozen=True, eq=False):
    """A lens as a map: its ground, and per node the index of its face, per line that of its kind (uint8).

    ``faces`` are what the indices mean: ``(tone, glyph, word)``. ``version`` is equal for equal maps.
    """

    lens: str
    ground: Ground
    states: Column
    ties: Column
    faces: tuple[tuple[str, str, str], ...]
    version: str


class Lines(msgspec.Struct, frozen=True, eq=False):
    """How the lines of a map changed: which of the old ones are gone, and what came, each as a column.

    A line whose kind changed is gone and came anew. Ends are indices into the new nodes.
    """

    gone: Column
    sources: Column
    targets: Column
    ties: Column


class MapPatch(msgspec.Struct, frozen=True, eq=False):
    """What leads from one map to the next. ``gone`` are indices of the old nodes, ``came`` and ``at`` of the new.

    ``ids`` and ``labels`` name those that came; of every node in ``at`` (what came, moved or changed its state) the
    columns hold everything else. ``regions`` only where any differs.
    """

    before: str
    version: str
    gone: Column
    came: Column
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    at: Column
    kinds: Column
    x: Column
    y: Column
    homes: Column
    states: Column
    lines: Lines
    regions: tuple[Region, ...] | None
