"""What the workflows of an iteration summed up, compared with what arrived (R-30).

Several workflows may share an iteration. What names its workflow is compared with the sums of that workflow
alone; what names none belongs to the one workflow whose events name no run either.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain import labels
from app.domain.digest import artifact_line, gate_line, task_line
from app.domain.graph import Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict import build

NOBODY = ""
"""The owner of what names no workflow."""

_SHARED = " (What two workflows tell of belongs to the one that told of it last.)"

_SUMMED = (labels.TASK, labels.GATE, labels.ARTIFACT, labels.CONTRACT)


def contradiction(state: IterationState) -> str:
    """The first thing that does not add up, in one sentence; empty when everything does."""
    ledger = _Ledger.of(state)
    for flaw in (*_half_told(state), *ledger.unheard()):
        return flaw
    for key, workflow in ledger.workflows.items():
        if (part := ledger.part_of(workflow)) is None:
            continue
        said, digest = workflow.get("counts", {}), workflow.get("digest", "")
        if flaw := build.contradictions("DDE", f"Workflow {key}", said, part.found(), digest, part.lines()):
            return flaw + (_SHARED if len(ledger.workflows) > 1 else "")
    return ""


def _half_told(state: IterationState) -> Iterator[str]:
    """Tasks of which too little is known: what they need and make, or whether they waited for what they need."""
    for key, task in state.of(labels.TASK).items():
        if task.stub:
            yield f"Task {key} was reported on, but no event created it."
        elif task.get("status") == "COMPLETED" and task.get("depends_on") and task.get("start_time") is None:
            yield f"Task {key} completed, but no event says when it started."


class _Part(msgspec.Struct, frozen=True):
    """What belongs to one workflow, by label."""

    nodes: Mapping[str, ByKey]

    def found(self) -> dict[str, int]:
        """How many there are of what a workflow counts."""
        tasks = self.nodes[labels.TASK].values()
        per_status = {
            status: sum(t.get("status") == status.upper() for t in tasks)
            for status in ("completed", "failed", "skipped")
        }
        named = {"gates": labels.GATE, "artifacts": labels.ARTIFACT, "contracts": labels.CONTRACT}
        return {"tasks": len(tasks), **per_status, **{name: len(self.nodes[label]) for name, label in named.items()}}

    def lines(self) -> list[str]:
        """One line for each task, gate and artifact as it stands."""
        tasks, gates = self.nodes[labels.TASK], self.nodes[labels.GATE]
        lines = [task_line(k, t.get("status", "PENDING")) for k, t in tasks.items()]
        lines += [gate_line(k, g.get("status", "PENDING"), g.get("severity", "BLOCKING")) for k, g in gates.items()]
        return lines + [artifact_line(k, a.get("sha256", "")) for k, a in self.nodes[labels.ARTIFACT].items()]


class _Ledger(msgspec.Struct, frozen=True):
    """The workflows of an iteration, and what belongs to each (and to nobody)."""

    workflows: ByKey
    parts: Mapping[str, _Part]

    @classmethod
    def of(cls, state: IterationState) -> "_Ledger":
        workflows, tasks = state.of(labels.WORKFLOW), state.of(labels.TASK)
        owned: dict[str, dict[str, ByKey]] = {}
        for label in _SUMMED:
            for key, node in state.of(label).items():
                part = owned.setdefault(_owner(node, tasks), {name: {} for name in _SUMMED})
                part[label][key] = node
        return cls(workflows, {name: _Part(nodes) for name, nodes in owned.items()})

    def part_of(self, workflow: Node) -> _Part | None:
        """What the workflow's sums are about; nothing where that cannot be told."""
        key = workflow.id.key
        if key in self.parts or workflow.get("run"):
            return self.parts.get(key) or _EMPTY
        others = [w for k, w in self.workflows.items() if k not in self.parts and not w.get("run")]
        return self.parts.get(NOBODY, _EMPTY) if len(others) == 1 else None

    def unheard(self) -> Iterator[str]:
        """What belongs to a workflow, or to a run of it, that was not told of."""
        for name, part in self.parts.items():
            workflow = self.workflows.get(name)
            for node in (n for label in _SUMMED for n in part.nodes[label].values() if name):
                if workflow is None:
                    yield f"{node.id.uid} belongs to workflow {name}, which did not report."
                elif node.get("run", "") != workflow.get("run", ""):
                    yield f"{node.id.uid} belongs to a run of workflow {name} that did not report."


_EMPTY = _Part({label: {} for label in _SUMMED})


def _owner(node: Node, tasks: ByKey) -> str:
    """The workflow that the node names, else that of the task it belongs to."""
    task = tasks.get(node.get("task_id") or node.get("owner_task") or "")
    return str(node.get("workflow") or (task.get("workflow", NOBODY) if task else NOBODY))
