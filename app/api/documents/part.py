"""The part of an iteration's state that one architecture manifest is about."""

from collections import Counter
from functools import cached_property

from app.api.documents.common import Doc, rounded
from app.api.documents.decided import decided, of_violation
from app.api.reading import Asked
from app.domain import labels
from app.domain.graph import Edge, Node
from app.domain.verdict.suppression import suppressed
from app.errors import UnknownNode


class Part:
    """The part of the state that one manifest is about; all of it when no ``manifest_name`` is given."""

    def __init__(self, asked: Asked) -> None:
        self._state, self._moment = asked.state, asked.moment
        name = asked.text("manifest_name")
        analysis = asked.state.of(labels.ANALYSIS).get(name)
        if name and analysis is None:
            raise UnknownNode(f"iteration {asked.scope.iteration} has no manifest {name!r}; see acc/manifests")
        self._current = {analysis.get(g) for g in ("generation", "running_generation")} if analysis else None

    def of(self, label: str) -> list[Node]:
        """The nodes of a label that belong to the manifest."""
        return [node for node in self._state.of(label).values() if self._mine(node)]

    @cached_property
    def imports(self) -> list[Edge]:
        """Which module needs which."""
        return [e for e in self._state.joined(labels.DEPENDS_ON, labels.MODULE, labels.MODULE) if self._mine(e)]

    @cached_property
    def active(self) -> list[Node]:
        """Violations that are not resolved."""
        return [violation for violation in self.of(labels.VIOLATION) if violation.get("status") == "ACTIVE"]

    @cached_property
    def cycles(self) -> list[Node]:
        """Cycles that are not resolved."""
        return [cycle for cycle in self.of(labels.CYCLE) if cycle.get("status") == "ACTIVE"]

    @cached_property
    def in_cycle(self) -> set[str]:
        """Names of the modules that are part of a cycle."""
        return {name for cycle in self.cycles for name in cycle.get("modules", [])}

    @cached_property
    def metrics(self) -> dict[str, Doc]:
        """Per module Ca, Ce, instability, abstractness and distance."""
        ca = Counter(edge.id.target.key for edge in self.imports)
        ce = Counter(edge.id.source.key for edge in self.imports)
        return {module.id.key: _metrics(module, ca[module.id.key], ce[module.id.key]) for module in self.modules}

    @cached_property
    def modules(self) -> list[Node]:
        """The modules."""
        return self.of(labels.MODULE)

    def suppressed(self, violation: Node) -> bool:
        """Whether a suppression holds at the moment asked for."""
        return suppressed(violation, self._moment)

    def suppression(self, violation: Node) -> Doc:
        """Whether the violation is suppressed; by which suppression, until when, with which decision."""
        return of_violation(violation, self._moment)

    def decided(self) -> Doc:
        """Every suppression with its state at the moment asked for, and every decision record."""
        return decided(self._state, self._moment)

    def _mine(self, entity: Node | Edge) -> bool:
        return self._current is None or entity.get("generation") in self._current


def _metrics(module: Node, ca: int, ce: int) -> Doc:
    instability = ce / (ca + ce) if ca + ce else 0.0
    abstractness = float(module.get("abstractness", 0.0))
    distance = abs(abstractness + instability - 1)
    figures = {"instability": instability, "abstractness": abstractness, "distance": distance}
    return {"ca": ca, "ce": ce} | {name: rounded(value) for name, value in figures.items()}
