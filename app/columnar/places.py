"""Where a run lies: in a window of valid time, in the tail after the last window, or as corrections of frames.

Frame ``n`` is the state at the end of window ``n``. A late statement changes all frames from its own
window up to where its cell was next written, so it is kept at the few nodes of a binary tree over the
frames that cover exactly this stretch; whoever starts from frame ``n`` reads the nodes above ``n``.
"""

from collections.abc import Iterator
from typing import Final

TAIL: Final = 1 << 30
_CORRECTIONS: Final = 1 << 40


def is_correction(place: int) -> bool:
    """Whether corrections lie there."""
    return place >= _CORRECTIONS


def above(frame: int, count: int) -> list[int]:
    """The places whose corrections apply to this frame, of so many frames."""
    return [_node(level, frame >> level) for level in range(count.bit_length() + 1)]


def covering(first: int, last: int) -> Iterator[int]:
    """The fewest places that are above exactly the frames from ``first`` to ``last``."""
    level = 0
    while first <= last:
        if first & 1:
            yield _node(level, first)
            first += 1
        if not last & 1:
            yield _node(level, last)
            last -= 1
        first, last, level = first >> 1, last >> 1, level + 1


def _node(level: int, index: int) -> int:
    return _CORRECTIONS + (level << 30) + index
