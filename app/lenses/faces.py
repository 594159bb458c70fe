"""Any node's state, whatever its label: for the spine, the detail panel, search and comparison."""

from collections.abc import Callable
from functools import cached_property

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict.suppression import suppressed
from app.lenses import journeys, scenarios
from app.lenses.dde_tables import gate_face
from app.lenses.stars import component_faces
from app.lenses.structure import Structure, structure_of
from app.lenses.tasks import statuses
from app.lenses.tones import ARTIFACT, CONTRACT, FINDING, SCENARIO, TASK, UNKNOWN, Face


class Faces:
    """The states of one iteration at one moment; what follows from others is worked out once, when asked for."""

    def __init__(self, state: IterationState, moment: int) -> None:
        self._state = state
        self._moment = moment

    @cached_property
    def structure(self) -> Structure:
        """The import graph."""
        return structure_of(self._state, self._moment)

    @cached_property
    def tasks(self) -> dict[str, str]:
        """The derived status per task."""
        return statuses(self._state.of(labels.TASK))

    @cached_property
    def _components(self) -> dict[str, Face]:
        return component_faces(self.structure)

    @cached_property
    def _groups(self) -> dict[str, list[Node]]:
        return scenarios.groups(self._state)

    def of(self, node: Node) -> Face:
        """How the node shows itself; unknown for labels that have no state."""
        made = self._makers.get(node.id.label)
        return made(node) if made else UNKNOWN

    @cached_property
    def _makers(self) -> dict[str, Callable[[Node], Face]]:
        return {
            labels.TASK: lambda n: TASK.get(self.tasks.get(n.id.key, ""), UNKNOWN),
            labels.GATE: gate_face,
            labels.CONTRACT: lambda n: CONTRACT.get(n.get("state", "DRAFT"), UNKNOWN),
            labels.ARTIFACT: lambda n: ARTIFACT.get(n.get("state", "CREATED"), UNKNOWN),
            labels.SCENARIO: scenarios.face,
            labels.FEATURE: lambda n: scenarios.rolled_up(self._groups.get(n.id.uid, [])),
            labels.SUITE: lambda n: scenarios.rolled_up(self._groups.get(n.id.uid, [])),
            labels.JOURNEY: lambda n: journeys.face_of(n, self._state),
            labels.TEST_RUN: lambda n: SCENARIO.get(n.get("status", "RUNNING"), UNKNOWN),
            labels.MODULE: lambda n: self.structure.faces.get(n.id.key, UNKNOWN),
            labels.COMPONENT: lambda n: self._components.get(n.id.key, UNKNOWN),
            labels.VIOLATION: self._violation,
            labels.CYCLE: _cycle,
            labels.REQUIREMENT: self._requirement,
            labels.RULE: _rule,
            labels.WORKFLOW: lambda n: TASK.get(n.get("status", "RUNNING"), UNKNOWN),
        }

    def _violation(self, node: Node) -> Face:
        if node.get("status") != "ACTIVE":
            return FINDING["RESOLVED"]
        hidden = suppressed(node, self._moment)
        return FINDING["SUPPRESSED"] if hidden else FINDING.get(node.get("severity", ""), FINDING["WARNING"])

    def _requirement(self, node: Node) -> Face:
        """Fulfilled when all its tasks are done, validated when all its features pass, done when both (1.1)."""
        joined = [e for k in (labels.FULFILLED_BY, labels.VALIDATED_BY) for e in self._state.joined(k)]
        ends = [self._state.get(e.id.target.uid) for e in joined if e.id.source == node.id]
        faces = [self.of(end) for end in ends if end is not None]
        kinds = {end.id.label for end in ends if end is not None}
        if any(f.tone == "fail" for f in faces):
            return Face("fail", "fail", "fails")
        if kinds == {labels.TASK, labels.FEATURE} and all(f.tone == "pass" for f in faces):
            return Face("pass", "pass", "done")
        return Face("idle", "idle", "open")


def _rule(node: Node) -> Face:
    """As its last evaluation left it."""
    said = {
        "kept": Face("pass", "pass", "kept"),
        "broken": Face("fail", "fail", "broken"),
        "could_not_run": Face("warn", "unknown", "could not run"),
    }
    return said.get(node.get("status", ""), UNKNOWN)


def _cycle(node: Node) -> Face:
    if node.get("status") != "ACTIVE":
        return FINDING["RESOLVED"]
    if node.get("approved") or node.get("baseline"):
        return FINDING["APPROVED" if node.get("approved") else "BASELINE"]
    return Face("mixed", "fail", "new cycle")
