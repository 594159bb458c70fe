"""Which generation of the import graph counts (see :mod:`app.domain.payloads.acc`)."""

from collections.abc import Iterable
from math import inf

from app.domain import labels
from app.domain.graph import Edge, Node


class Generations:
    """What the analyses of an iteration say is current.

    An entity counts when its generation is current (or being analysed), or when it was stated since
    the current generation of the same manifest was opened: two scans of one history may overlap.
    As long as no analysis names a generation, all of them count.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        listed = list(nodes)
        analyses = [node for node in listed if node.id.label == labels.ANALYSIS]
        known = {node.id.key: node for node in listed if node.id.label == labels.GENERATION}
        self._current = {a.get(name, "") for a in analyses for name in ("generation", "running_generation")} - {""}
        self._manifest = {key: node.get("manifest", "") for key, node in known.items()}
        self._opened: dict[str, int] = {}
        for analysis in analyses:
            generation = known.get(analysis.get("generation", ""))
            if generation is not None and generation.get("opened_at"):
                self._opened[analysis.id.key] = generation.get("opened_at")

    def count(self, entity: Node | Edge) -> bool:
        """Whether the entity belongs to what counts now; entities without a generation always do."""
        generation = entity.props.get("generation")
        return not generation or entity.times["generation"] >= self.least(str(generation))

    def least(self, generation: str) -> float:
        """What was stated of this generation at this moment (ms) or later counts: it may be all, or nothing."""
        if not self._current or generation in self._current:
            return -inf
        return self._opened.get(self._manifest.get(generation, ""), inf)
