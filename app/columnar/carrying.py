"""What a view has in common with an earlier one of the same scope: nodes and edges that need not be made again."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.columnar.frames import Frame
from app.columnar.layout import Layout
from app.columnar.values import Ints
from app.domain.graph import Edge, Node


class Seen(Protocol):
    """A view that somebody has read in."""

    layout: Layout
    frame: Frame

    @property
    def made(self) -> dict[int, Node | Edge]:
        """The nodes and edges that were made of its columns so far, by number."""


def carried(earlier: Seen, layout: Layout, frame: Frame) -> dict[int, Node | Edge]:
    """The nodes and edges of the earlier view of whose columns nothing differs in this frame.

    Numbers of entities and cells stay what they are while a catalogue grows, so that the two layouts may differ.
    """
    made = earlier.made
    if not made:
        return {}
    same = _unchanged(earlier, layout, frame)
    return {number: one for number, one in made.items() if same[number]}


def _unchanged(earlier: Seen, layout: Layout, frame: Frame) -> NDArray[np.bool_]:
    """Per entity whether all its cells hold what they held."""
    same = np.ones(layout.count, np.bool_)
    same[layout.owner[_differing(earlier.frame, frame, min(layout.size, earlier.layout.size))]] = False
    same[layout.owner[earlier.layout.size :]] = False  # what was not known of then
    same[earlier.layout.count :] = False
    return same


def _differing(before: Frame, after: Frame, size: int) -> Ints:
    differs = before.kind[:size] != after.kind[:size]
    differs |= before.payload[:size] != after.payload[:size]
    differs |= before.when[:size] != after.when[:size]
    return np.flatnonzero(differs)
