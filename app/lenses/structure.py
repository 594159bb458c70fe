"""The import graph as both pictures of ACC see it: homes, layers, coupling, and what each import is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict.suppression import active, suppressed
from app.lenses.tones import MODULE, Face

Pair = tuple[str, str]
SHAPES = ("violation", "cycle", "suppressed", "allowed")
"""What an import can be, worst first."""


class Dependency(msgspec.Struct, frozen=True):
    """One import between two modules; ``rule`` is the broken one, ``violation`` its node's uid."""

    source: str
    target: str
    weight: int
    shape: str
    rule: str = ""
    violation: str = ""
    indirect: bool = False


class Structure(msgspec.Struct, frozen=True):
    """Modules by name; ``home`` is the component of each (empty: none); ``faces`` their states."""

    modules: ByKey
    components: ByKey
    home: dict[str, str]
    dependencies: list[Dependency]
    ca: Counter[str]
    ce: Counter[str]
    faces: dict[str, Face]
    cycles_of: dict[str, list[str]]

    def layer(self, component: str) -> int:
        """The layer of a component, 0 at the top; what has no component lies below all others."""
        node = self.components.get(component)
        return int(node.get("layer", 0)) if node else 1 + max(map(self.layer, self.components), default=-1)


def structure_of(state: IterationState, moment: int) -> Structure:
    """The structure at a moment, which decides what is suppressed."""
    modules = state.of(labels.MODULE)
    home = {e.id.source.key: e.id.target.key for e in state.joined(labels.BELONGS_TO, labels.MODULE)}
    dependencies = _dependencies(state, moment)
    direct = [d for d in dependencies if not d.indirect]
    return Structure(
        modules=modules,
        components=state.of(labels.COMPONENT),
        home={name: home.get(name, "") for name in modules},
        dependencies=dependencies,
        ca=Counter(d.target for d in direct),
        ce=Counter(d.source for d in direct),
        faces=_faces(state, moment),
        cycles_of=_cycles_of(state),
    )


def _dependencies(state: IterationState, moment: int) -> list[Dependency]:
    """Every import; and, where a rule is broken by a way through others, the two ends of that way."""
    broken = _broken(state, moment)
    circular = _circular(state)
    made, seen = [], set[Pair]()
    for edge in state.joined(labels.DEPENDS_ON, labels.MODULE, labels.MODULE):
        pair = edge.id.source.key, edge.id.target.key
        if pair[0] == pair[1]:
            continue
        seen.add(pair)
        shape, rule, uid = broken.get(pair, ("cycle" if pair in circular else "allowed", "", ""))
        made.append(Dependency(*pair, int(edge.get("weight", 1)), shape, rule, uid))
    modules = state.of(labels.MODULE)
    for pair, (shape, rule, uid) in sorted(broken.items()):
        if pair not in seen and pair[0] in modules and pair[1] in modules and pair[0] != pair[1]:
            made.append(Dependency(*pair, 0, shape, rule, uid, indirect=True))
    return sorted(made, key=lambda d: (d.source, d.target))


def _broken(state: IterationState, moment: int) -> dict[Pair, tuple[str, str, str]]:
    """Per pair of modules what is wrong with it. A violation speaks of its two ends, else of its chain."""
    imports = {(e.id.source.key, e.id.target.key) for e in state.joined(labels.DEPENDS_ON, labels.MODULE)}
    found: dict[Pair, tuple[str, str, str]] = {}
    for node in _counted(state.of(labels.VIOLATION).values()):
        shape = "violation" if active(node, moment) else "suppressed"
        for pair in _pairs(node, imports):
            if pair not in found or found[pair][0] == "suppressed":
                found[pair] = (shape, str(node.get("rule_id", "")), node.id.uid)
    return found


def _counted(violations: Iterable[Node]) -> list[Node]:
    return [v for v in violations if v.get("status") == "ACTIVE" and v.get("target_module")]


def _pairs(node: Node, imports: set[Pair]) -> list[Pair]:
    ends = (str(node.get("source_module", "")), str(node.get("target_module", "")))
    chain = [str(name) for name in node.get("chain", [])]
    links = [pair for pair in pairwise(chain) if pair in imports]
    return [ends] if ends in imports or not links else links


def _circular(state: IterationState) -> set[Pair]:
    """The imports that run between members of one active cycle."""
    members = {key: set(c.get("modules", [])) for key, c in state.of(labels.CYCLE).items() if _is_active(c)}
    of_module = defaultdict(list)
    for key, names in members.items():
        for name in names:
            of_module[name].append(key)
    pairs = set()
    for edge in state.joined(labels.DEPENDS_ON, labels.MODULE, labels.MODULE):
        source, target = edge.id.source.key, edge.id.target.key
        if any(target in members[key] for key in of_module.get(source, ())):
            pairs.add((source, target))
    return pairs


def _is_active(node: Node) -> bool:
    return bool(node.get("status") == "ACTIVE")


def _cycles_of(state: IterationState) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, cycle in state.of(labels.CYCLE).items():
        for name in cycle.get("modules", []) if _is_active(cycle) else ():
            found[name].append(key)
    return found


def _faces(state: IterationState, moment: int) -> dict[str, Face]:
    """A module is as bad as the worst finding that starts at it; without any rule nothing is known of it."""
    judged = any(r.get("status") != "could_not_run" for r in state.of(labels.RULE).values())
    faces = dict.fromkeys(state.of(labels.MODULE), MODULE["COMPLIANT" if judged else "UNKNOWN"])
    for node in state.of(labels.VIOLATION).values():
        source = node.get("source_module", "")
        if source in faces and _is_active(node) and not suppressed(node, moment):
            blocking = node.get("severity") == "BLOCKING"
            known = faces[source] == MODULE["VIOLATION"]
            faces[source] = MODULE["VIOLATION" if blocking or known else "WARNING"]
    return faces
