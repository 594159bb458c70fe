"""Meeting by how a path ends (C5, C6)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.meetings import MOST_SEEN, Several, stays
from app.domain.correlate.steps import Steps
from app.domain.graph import Node, NodeId

Placed = tuple[NodeId, str]
"""An offer at one of its paths."""

FEWEST_COMMON_PARTS = 2
"""A fuzzy match needs the file name and at least one folder above it to agree."""


def parts(path: str) -> Sequence[str]:
    """A normal path as its parts, with an empty one before the first: the top of the repository."""
    return ("", *path.split("/")) if path else ()


def common_tail(a: str, b: str) -> int:
    """How many parts two paths share, counted from the end; the top of the repository counts as one."""
    count = 0
    for left, right in zip(reversed(parts(a)), reversed(parts(b)), strict=False):
        if left != right:
            break
        count += 1
    return count


class ByTail:
    """Paths that end alike meet: under their last two parts, and, where that is crowded, under ever more of them."""

    def __init__(self, path: Callable[[Node], str]) -> None:
        self._path = path
        self._seekers = Several()
        self._crowds: dict[str, Crowd] = {}
        self._divided: set[str] = set()
        self._known: dict[NodeId, tuple[str, ...]] = {}

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """The seeker is, or has become, this."""
        for tail in self._tails(steps):
            self._seekers.add(tail, seeker)

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterable[NodeId]:
        """The offer is, or has become, this; the seekers that may have to decide anew."""
        paths = self._paths(steps).union(self._known.get(offer, ()))
        if paths:
            self._known[offer] = tuple(paths)
        affected: set[NodeId] = set()
        for path in paths:
            self._put((offer, path), stays((offer, path), steps, self._lies_at(path)), FEWEST_COMMON_PARTS, affected)
        return affected

    def near(self, steps: Steps[Node], refused: int) -> Iterator[NodeId]:
        """The offers that a seeker with this life has to look at, who may have refused so many of them."""
        for tail in self._tails(steps):
            crowd = self._crowds.get(tail)
            if crowd is not None:
                crowd.widen(MOST_SEEN + refused)
                yield from (offer for offer, _ in crowd.foremost(MOST_SEEN + refused))

    def _put(self, who: Placed, when: Sequence[Stay], length: int, affected: set[NodeId]) -> None:
        split = parts(who[1])
        if length > len(split):
            return
        tail = "/".join(split[-length:])
        crowd = self._crowds.get(tail)
        if crowd is None:
            crowd = self._crowds[tail] = Crowd(MOST_SEEN)
        if crowd.put(who, when):
            affected.update(self._seekers.get(tail))
        if tail in self._divided:
            self._put(who, when, length + 1, affected)
        elif len(crowd) > MOST_SEEN:
            self._divide(tail, crowd, length, affected)

    def _divide(self, tail: str, crowd: Crowd, length: int, affected: set[NodeId]) -> None:
        """Too many end like this: from now on they are told apart by one part more."""
        self._divided.add(tail)
        for member, when in crowd.members().items():
            self._put(member, when, length + 1, affected)

    def _lies_at(self, path: str) -> Callable[[Node], bool]:
        return lambda node: self._path(node) == path

    def _paths(self, steps: Steps[Node]) -> set[str]:
        return {path for _, node in steps if node is not None and (path := self._path(node))}

    def _tails(self, steps: Steps[Node]) -> set[str]:
        """Everything that the paths can end with, two parts at least."""
        split = [parts(path) for path in self._paths(steps)]
        return {"/".join(p[-length:]) for p in split for length in range(FEWEST_COMMON_PARTS, len(p) + 1)}
