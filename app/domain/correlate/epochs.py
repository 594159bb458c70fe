"""Which generation of the import graph counted when; until when a module or component therefore did.

The notion is that of :mod:`app.domain.generations`; here it is asked at every moment at which the analyses of
the scope say something else than before.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from math import inf
from typing import Final

from app.domain import labels
from app.domain.correlate.lives import Life
from app.domain.correlate.steps import Steps, at, in_order, moment_of
from app.domain.generations import Generations
from app.domain.graph import Node, NodeId

FRAMES: Final = frozenset({labels.ANALYSIS, labels.GENERATION})
"""The nodes that say which generation counts."""

_NEWS: Final = {labels.MODULE: ("file_path", "sha256"), labels.COMPONENT: ("paths", "contracts", "generation")}
"""What makes another of a node when it changes. A component that is told of again in a newer generation is
younger than one that is not; a module is not."""

_NOBODY: Final = Generations(())


class Epochs:
    """The generations of one scope over time, and who was ever told of in which."""

    def __init__(self) -> None:
        self._frames: list[Life] = []
        self._steps: Steps[Generations] = []
        self._members: dict[str, set[NodeId]] = defaultdict(set)
        self._last: dict[str, int] = {}

    def frame(self, life: Life) -> None:
        """The life of an analysis, or of a generation, is one of those that say what counts."""
        self._frames.append(life)

    def enter(self, life: Life, since: int) -> None:
        """The node lives like this from a moment on: in which generations it is named."""
        for _, node in _from(life.steps, since):
            if node is not None and (generation := str(node.props.get("generation") or "")):
                self._members[generation].add(node.id)
                self._last[generation] = max(node.times["generation"], self._last.get(generation, -1))

    def renew(self, since: int) -> Iterator[NodeId]:
        """The analyses are told otherwise from a moment on; everybody who may count otherwise."""
        before, kept = self._steps, bisect_left(self._steps, since, key=moment_of)
        turns = in_order(moment for life in self._frames for moment, _ in _from(life.steps, since))
        self._steps = [*before[:kept], *((turn, self._found(turn)) for turn in turns)]
        moments = in_order([since, *turns, *(moment for moment, _ in before[kept:])])
        pairs = [(at(before, moment) or _NOBODY, self.at(moment)) for moment in moments]
        for generation, members in self._members.items():
            if any(self._least(old, generation) != self._least(new, generation) for old, new in pairs):
                yield from members

    def at(self, moment: int) -> Generations:
        """What the analyses say at a moment."""
        return at(self._steps, moment) or _NOBODY

    def counted(self, life: Life, counted: Steps[Node], since: int) -> Steps[Node]:
        """The course of a node while it counts, which is known up to a moment and to be found from there on."""
        found = counted[: bisect_left(counted, since, key=moment_of)]
        later = [moment for moment, _ in chain(_after(life.steps, since), _after(self._steps, since))]
        for moment in in_order([since, *later]):
            node = at(life.steps, moment)
            if node is not None and not self.at(moment).count(node):
                node = None
            if _differs(found[-1][1] if found else None, node):
                found.append((moment, node))
        return found

    def _found(self, moment: int) -> Generations:
        present = (at(life.steps, moment) for life in self._frames)
        return Generations(node for node in present if node is not None)

    def _least(self, generations: Generations, generation: str) -> float:
        """What is too late for all of them is too late for good."""
        least = generations.least(generation)
        return least if least <= self._last[generation] else inf


def _from(steps: Steps[Node], since: int) -> Steps[Node]:
    return steps[bisect_left(steps, since, key=moment_of) :]


def _after(steps: Sequence[tuple[int, object]], since: int) -> Sequence[tuple[int, object]]:
    return steps[bisect_right(steps, since, key=moment_of) :]


def _differs(last: Node | None, node: Node | None) -> bool:
    if last is None or node is None:
        return last is not node
    return last.stub != node.stub or any(last.props.get(n) != node.props.get(n) for n in _NEWS[node.id.label])
