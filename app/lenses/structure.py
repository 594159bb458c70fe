"""The import graph as both pictures of ACC see it: homes, layers, coupling, and what each import is."""

from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from itertools import pairwise

import msgspec

from app.domain import labels
from app.domain.graph import Edge, Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict.suppression import active, suppressed
from app.lenses.tones import MODULE, Face

Pair = tuple[str, str]
Flaw = tuple[str, str, str]
"""What is wrong with an import: its shape, the rule, the violation's uid."""

SHAPES = {"violation": 0, "cycle": 1, "suppressed": 2, "allowed": 3}
"""What an import can be, worst first."""


class Dependency(msgspec.Struct, frozen=True, gc=False):
    """One import between two modules; ``rule`` is the broken one, ``violation`` its node's uid.

    An indirect one is no import of its own: a rule is broken by a way through other modules.
    """

    source: str
    target: str
    weight: int
    shape: str
    rule: str = ""
    violation: str = ""
    indirect: bool = False
    lines: tuple[int, ...] = ()


class Structure:
    """The modules of an iteration at a moment, which decides what is suppressed. Worked out as it is asked for."""

    def __init__(self, state: IterationState, moment: int) -> None:
        self._state = state
        self._moment = moment

    @property
    def modules(self) -> ByKey:
        """The modules by name."""
        return self._state.of(labels.MODULE)

    @property
    def components(self) -> ByKey:
        """The components by name."""
        return self._state.of(labels.COMPONENT)

    @cached_property
    def home(self) -> dict[str, str]:
        """Per module its component; empty for none."""
        found = {e.id.source.key: e.id.target.key for e in self._state.joined(labels.BELONGS_TO, labels.MODULE)}
        return {name: found.get(name, "") for name in self.modules}

    @cached_property
    def dependencies(self) -> list[Dependency]:
        """Every import; and, where a rule is broken by a way through others, the two ends of that way."""
        broken, circular = self._broken, self._circular
        made = []
        for pair, edge in self._imports.items():
            shape, rule, uid = broken.get(pair, ("cycle" if pair in circular else "allowed", "", ""))
            weight, lines = int(edge.get("weight", 1)), tuple(edge.get("lines", ()))
            made.append(Dependency(*pair, weight, shape, rule, uid, lines=lines))
        modules = self.modules
        for pair, (shape, rule, uid) in broken.items():
            if pair not in self._imports and pair[0] in modules and pair[1] in modules and pair[0] != pair[1]:
                made.append(Dependency(*pair, 0, shape, rule, uid, indirect=True))
        return sorted(made, key=lambda d: (d.source, d.target))

    @cached_property
    def ca(self) -> Counter[str]:
        """Per module how many need it."""
        return Counter(target for _, target in self._imports)

    @cached_property
    def ce(self) -> Counter[str]:
        """Per module how many it needs."""
        return Counter(source for source, _ in self._imports)

    @cached_property
    def faces(self) -> dict[str, Face]:
        """A module is as bad as the worst finding that starts at it; without any rule nothing is known of it."""
        judged = any(r.get("status") != "could_not_run" for r in self._state.of(labels.RULE).values())
        faces = dict.fromkeys(self.modules, MODULE["COMPLIANT" if judged else "UNKNOWN"])
        for node in self._state.of(labels.VIOLATION).values():
            source = node.get("source_module", "")
            if source in faces and _is_active(node) and not suppressed(node, self._moment):
                blocking = node.get("severity") == "BLOCKING"
                known = faces[source] == MODULE["VIOLATION"]
                faces[source] = MODULE["VIOLATION" if blocking or known else "WARNING"]
        return faces

    @cached_property
    def cycles_of(self) -> dict[str, list[str]]:
        """Per module the active cycles that it is part of."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, names in self._cycles.items():
            for name in names:
                found[name].append(key)
        return found

    def layer(self, component: str) -> int:
        """The layer of a component, 0 at the top; what has no component lies below all others."""
        return self._layers.get(component, self._lowest)

    @cached_property
    def _layers(self) -> dict[str, int]:
        return {key: int(node.get("layer", 0)) for key, node in self.components.items()}

    @cached_property
    def _lowest(self) -> int:
        return 1 + max(self._layers.values(), default=-1)

    @cached_property
    def _imports(self) -> dict[Pair, Edge]:
        edges = self._state.joined(labels.DEPENDS_ON, labels.MODULE, labels.MODULE)
        ends = ((e.id.source.key, e.id.target.key, e) for e in edges)
        return {(source, target): edge for source, target, edge in ends if source != target}

    @cached_property
    def _cycles(self) -> dict[str, set[str]]:
        cycles = self._state.of(labels.CYCLE).items()
        return {key: set(node.get("modules", [])) for key, node in cycles if _is_active(node)}

    @cached_property
    def _circular(self) -> set[Pair]:
        """The imports that run between members of one active cycle."""
        cycles, of_module = self._cycles, self.cycles_of
        return {
            (source, target)
            for source, target in (self._imports if cycles else ())
            if any(target in cycles[key] for key in of_module.get(source, ()))
        }

    @cached_property
    def _broken(self) -> dict[Pair, Flaw]:
        """Per pair of modules what is wrong with it; an active violation speaks before a suppressed one."""
        found: dict[Pair, Flaw] = {}
        for node in self._state.of(labels.VIOLATION).values():
            if not _is_active(node) or not node.get("target_module"):
                continue
            shape = "violation" if active(node, self._moment) else "suppressed"
            for pair in self._pairs(node):
                if pair not in found or found[pair][0] == "suppressed":
                    found[pair] = (shape, str(node.get("rule_id", "")), node.id.uid)
        return dict(sorted(found.items()))

    def _pairs(self, node: Node) -> list[Pair]:
        """What a violation speaks of: its two ends, where one imports the other; else the links of its chain."""
        ends = (str(node.get("source_module", "")), str(node.get("target_module", "")))
        chain = [str(name) for name in node.get("chain", [])]
        links = [pair for pair in pairwise(chain) if pair in self._imports]
        return [ends] if ends in self._imports or not links else links


@lru_cache(maxsize=16)
def structure_of(state: IterationState, moment: int) -> Structure:
    """The structure of a state; several lenses at one moment share it."""
    return Structure(state, moment)


def _is_active(node: Node) -> bool:
    return bool(node.get("status") == "ACTIVE")
