"""The ways of the spine: from a node up to its requirements, and from there down both arms (domain 6.2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from app.domain import labels
from app.domain.graph import Edge
from app.domain.state import IterationState

MOST_HOPS: Final = 8
MOST_NODES: Final = 2_000

_OUT, _IN = True, False

Steps = Mapping[str, tuple[tuple[str, bool], ...]]
"""Per label the relationships to follow, and whether with or against their direction."""

DOWN: Final = {
    labels.REQUIREMENT: ((labels.VALIDATED_BY, _OUT), (labels.FULFILLED_BY, _OUT)),
    labels.FEATURE: ((labels.BELONGS_TO, _IN),),
    labels.SCENARIO: ((labels.VALIDATES, _OUT),),
    labels.CONTRACT: ((labels.DEFINES, _IN), (labels.ENFORCED_BY, _OUT)),
    labels.TASK: ((labels.GENERATES, _OUT), (labels.DEFINES, _OUT)),
    labels.ARTIFACT: ((labels.CONTAINS, _OUT),),
    labels.MODULE: ((labels.BELONGS_TO, _OUT),),
}
UP: Final = {
    labels.FEATURE: ((labels.VALIDATED_BY, _IN),),
    labels.SCENARIO: ((labels.BELONGS_TO, _OUT),),
    labels.CONTRACT: ((labels.VALIDATES, _IN), (labels.DEFINES, _IN)),
    labels.TASK: ((labels.FULFILLED_BY, _IN), (labels.DEFINES, _OUT)),
    labels.ARTIFACT: ((labels.GENERATES, _IN),),
    labels.MODULE: ((labels.CONTAINS, _IN),),
    labels.COMPONENT: ((labels.BELONGS_TO, _IN), (labels.ENFORCED_BY, _IN)),
}
STANDS_FOR: Final = {
    labels.GATE: ((labels.GUARDED_BY, _IN),),
    labels.TEST_RUN: ((labels.EXECUTED, _OUT),),
    labels.VIOLATION: ((labels.VIOLATED_BY, _IN),),
    labels.CYCLE: ((labels.MEMBER_OF, _IN),),
}
"""Nodes beside the spine, and the node on it that they speak of."""

KINDS: Final = tuple(sorted({kind for step in (*DOWN.values(), *STANDS_FOR.values()) for kind, _ in step}))
"""The relationships that the spine is made of."""


class Way(msgspec.Struct):
    """The uids on the way, in order of discovery, and the edges that led there; ``cut`` when bounds stopped it."""

    uids: dict[str, None]
    edges: dict[str, Edge]
    cut: bool = False


class Hops:
    """The edges of the spine by their ends, and walks along them."""

    def __init__(self, state: IterationState) -> None:
        self._out: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        self._in: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for kind in KINDS:
            for edge in state.joined(kind):
                self._out[kind, edge.id.source.uid].append(edge)
                self._in[kind, edge.id.target.uid].append(edge)

    def through(self, uid: str) -> Way:
        """Everything on the ways that pass through the node."""
        way = Way({}, {})
        starts = [uid, *(other for other, _ in self._next(uid, STANDS_FOR))]
        above = self._walk(starts, UP, way)
        self._walk(starts, DOWN, way)
        self._walk([uid for root in above for uid in self._other_arm(root, way)], DOWN, way)
        return way

    def _other_arm(self, uid: str, way: Way) -> Iterable[str]:
        """Of a requirement that was reached along one arm, the beginnings of the other."""
        if not uid.startswith(f"{labels.REQUIREMENT}/"):
            return
        for kind, _ in DOWN[labels.REQUIREMENT]:
            edges = self._out[kind, uid]
            if not any(edge.id.target.uid in way.uids for edge in edges):
                for edge in edges:
                    way.edges[edge.id.uid] = edge
                    yield edge.id.target.uid

    def _walk(self, starts: Iterable[str], steps: Steps, way: Way) -> list[str]:
        reached = list(dict.fromkeys(starts))
        seen, edge_of_wave = set(reached), reached
        way.uids.update(dict.fromkeys(reached))
        for _ in range(MOST_HOPS):
            wave = []
            for uid in edge_of_wave:
                for other, edge in self._next(uid, steps):
                    if other not in seen and len(way.uids) >= MOST_NODES:
                        way.cut = True
                        return reached
                    way.edges[edge.id.uid] = edge
                    if other not in seen:
                        seen.add(other)
                        way.uids[other] = None
                        wave.append(other)
            reached, edge_of_wave = reached + wave, wave
        way.cut = way.cut or bool(edge_of_wave)
        return reached

    def _next(self, uid: str, steps: Steps) -> Iterable[tuple[str, Edge]]:
        for kind, out in steps.get(uid.partition("/")[0], ()):
            for edge in (self._out if out else self._in)[kind, uid]:
                yield (edge.id.target if out else edge.id.source).uid, edge
