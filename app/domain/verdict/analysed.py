"""What arrived of one analysis, in the terms in which it summed itself up (R-30)."""

from app.domain import labels
from app.domain.digest import cycle_line, import_line, module_line, rule_line, violation_line
from app.domain.graph import Edge, Node
from app.domain.state import ByKey, IterationState


class AnalysedPart:
    """The modules, imports, findings and rules of one manifest; with a single analysis, all of them."""

    def __init__(self, state: IterationState, manifest: str) -> None:
        self._state = state
        self._manifest = manifest
        self._alone = len(state.of(labels.ANALYSIS)) == 1
        generations = state.of(labels.GENERATION)
        self._mine = {key for key, node in generations.items() if node.get("manifest") == manifest}

    def counts(self) -> dict[str, int]:
        """Counts under the names that completing events use."""
        violations = self._active(labels.VIOLATION)
        return {
            "modules": len(self._nodes(labels.MODULE)),
            "dependencies": len(self._imports()),
            "violations": len(violations),
            "blocking": sum(v.get("severity") == "BLOCKING" for v in violations.values()),
            "cycles": len(self._active(labels.CYCLE)),
            "rules": len(self._nodes(labels.RULE)),
        }

    def lines(self) -> list[str]:
        """The lines that the digest is computed over."""
        lines = [module_line(name) for name in self._nodes(labels.MODULE)]
        lines += [import_line(e.id.source.key, e.id.target.key) for e in self._imports()]
        lines += [violation_line(k, v.get("severity", "")) for k, v in self._active(labels.VIOLATION).items()]
        lines += [cycle_line(k, c.get("severity", "")) for k, c in self._active(labels.CYCLE).items()]
        rules = self._nodes(labels.RULE).values()
        return lines + [rule_line(r.get("rule_id", ""), r.get("severity", "")) for r in rules]

    def _nodes(self, label: str) -> ByKey:
        return {key: node for key, node in self._state.of(label).items() if self._is_mine(node)}

    def _active(self, label: str) -> ByKey:
        return {key: node for key, node in self._nodes(label).items() if node.get("status") == "ACTIVE"}

    def _imports(self) -> list[Edge]:
        return [edge for edge in self._state.joined(labels.DEPENDS_ON, labels.MODULE) if self._is_mine(edge)]

    def _is_mine(self, entity: Node | Edge) -> bool:
        return self._alone or entity.props.get("generation") in self._mine
