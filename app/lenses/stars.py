"""Contract stars (domain 6.1): per contract what each stream says of it, and whether they agree."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from app.domain import labels
from app.domain.behaviour import outcomes
from app.domain.graph import Edge, Node, NodeId
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.structure import Structure
from app.lenses.tones import MODULE, Face, worst


class Tested(NamedTuple):
    """A scenario on the right arm, and the link that put it there."""

    scenario: Node
    edge: Edge


class Star(msgspec.Struct, frozen=True):
    """One contract and its three arms. ``rated`` are the states of the components below."""

    contract: Node
    tasks: list[tuple[Node, Edge]]
    tested: list[Tested]
    below: list[tuple[Node, Edge, Face]]

    @property
    def locked(self) -> bool:
        """Whether consumers can rely on it."""
        return self.contract.get("state") in ("LOCKED", "DEPRECATED")

    @property
    def mismatched(self) -> list[Tested]:
        """The scenarios that ask for another version than there is."""
        return [t for t in self.tested if t.edge.get("alignment") == "mismatched"]

    @property
    def complete(self) -> bool:
        """Whether all three arms are there."""
        return bool(self.tasks and self.tested and self.below)

    @property
    def aligned(self) -> bool:
        """Complete, and nobody asks for another version."""
        return self.complete and not self.mismatched

    @property
    def valid(self) -> bool:
        """Aligned, locked, every scenario that counts passed, and clean where it is enforced."""
        counted = [t.scenario for t in self.tested if not t.scenario.get("quarantined")]
        passed = bool(counted) and all(outcomes.passed(s) for s in counted)
        validated = self.contract.get("validated", True)
        clean = all(face.tone == "pass" for _, _, face in self.below)
        return bool(self.aligned and self.locked and validated and passed and clean)

    @property
    def word(self) -> str:
        """``valid``, ``aligned, not valid``, ``mismatched``, or what is missing."""
        if self.mismatched:
            return "mismatched"
        if not self.complete:
            arms = (("DDE", self.tasks), ("BDV", self.tested), ("ACC", self.below))
            return f"no {' and no '.join(name for name, arm in arms if not arm)}"
        return "valid" if self.valid else "aligned, not valid"


def stars(state: IterationState, s: Structure) -> list[Star]:
    """A star per contract that is not sunset, by name and version."""
    definers = _by_target(state.joined(labels.DEFINES, labels.TASK, labels.CONTRACT))
    testers = _by_target(_asking(state))
    enforcers: dict[str, list[Edge]] = defaultdict(list)
    for edge in state.joined(labels.ENFORCED_BY, labels.CONTRACT, labels.COMPONENT):
        enforcers[edge.id.source.key].append(edge)
    rated = component_faces(s)
    return [
        Star(
            contract,
            [(state.of(labels.TASK)[e.id.source.key], e) for e in definers[key]],
            [Tested(state.of(labels.SCENARIO)[e.id.source.key], e) for e in testers[key]],
            [(state.of(labels.COMPONENT)[e.id.target.key], e, rated[e.id.target.key]) for e in enforcers[key]],
        )
        for key, contract in state.of(labels.CONTRACT).items()
        if contract.get("state") != "SUNSET"
    ]


def component_faces(s: Structure) -> dict[str, Face]:
    """The worst state among the modules of each component; unknown where it has none."""
    members: dict[str, list[Face]] = {name: [] for name in s.components}
    for module, home in s.home.items():
        if home in members:
            members[home].append(s.faces[module])
    return {name: worst(faces) if faces else MODULE["UNKNOWN"] for name, faces in members.items()}


def _by_target(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[edge.id.target.key].append(edge)
    return found


def _asking(state: IterationState) -> Iterable[Edge]:
    """A scenario that asks a contract for several versions stands at its star once, with the one that fits worst."""
    worst_of: dict[tuple[NodeId, NodeId], Edge] = {}
    for edge in state.joined(labels.VALIDATES, labels.SCENARIO, labels.CONTRACT):
        known = worst_of.get(edge.id[1:3])
        if known is None or known.get("alignment") != "mismatched":
            worst_of[edge.id[1:3]] = edge
    return worst_of.values()


def asked_in_vain(state: IterationState) -> dict[str, list[Node]]:
    """Per ``Name:X.Y`` tag without a contract of that name, the scenarios that carry it."""
    found: dict[str, list[Node]] = defaultdict(list)
    for scenario in state.of(labels.SCENARIO).values():
        for tag in scenarios.unknown_contracts(scenario, state):
            found[tag].append(scenario)
    return dict(sorted(found.items()))
