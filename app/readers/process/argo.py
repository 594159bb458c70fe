"""Argo Workflow objects with their status (JSON or YAML, one or a List; packed nodes too) → DDE events.

==============================  =================================================================
in the file                     recorded as (see :mod:`.telling`)
==============================  =================================================================
the workflow and its phase      the workflow, named by generateName (else name), and its run (uid);
                                Succeeded ends it completed, Failed and Error failed
Pod, Container, HTTP, Plugin,   a task, named by where it stands: ``workflow/step.step``
Suspend, Skipped
Retry                           one task; its children are the tries
Steps, StepGroup, DAG,          structure: no tasks, but what stands in them needs what came before them
TaskGroup
Succeeded; Failed, Error        completed; failed with the message
Skipped, Omitted                skipped, the message says why
Pending; Running                pending; running
output artifacts                artifacts of the task, unstamped
==============================  =================================================================

The workflow's metadata count all nodes by type and phase. Left out: templates, parameters, resources, memoized
and daemoned marks, exit handlers' hooks beyond their nodes, and logs (artifacts called ``…-logs``).
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from app.domain.events import Event
from app.readers.origin import Origin
from app.readers.process.argo_types import Node, Status, Workflow, nodes_of, workflows_of
from app.readers.process.recording import Output, Recording, Step, Try
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.source import Source

FORMAT: Final = "argo-workflow"

_GROUPS: Final = ("Steps", "StepGroup", "DAG", "TaskGroup")
_STATUS: Final = {
    "Succeeded": "COMPLETED",
    "Failed": "FAILED",
    "Error": "FAILED",
    "Skipped": "SKIPPED",
    "Omitted": "SKIPPED",
    "Running": "RUNNING",
}
_ENDS: Final = {"Succeeded": "COMPLETED", "Failed": "FAILED", "Error": "FAILED"}


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of each workflow in the file. Raises BadFile with path, or line and column."""
    for workflow in workflows_of(source):
        yield from tell(_recording(workflow, workflow.status or Status(), origin), origin, FORMAT)


def _recording(workflow: Workflow, status: Status, origin: Origin) -> Recording:
    about, nodes = workflow.metadata, nodes_of(status)
    name = (about.generate_name or "").rstrip("-") or about.name or "workflow"
    created = moment(about.creation_timestamp, "$.metadata.creationTimestamp")
    start = moment(status.started_at, "$.status.startedAt") or created or origin.modified_ms
    structure = _Structure({node.id: node for node in nodes.values()})
    steps = tuple(_step(name, node, structure) for node in structure.tasks)
    last = max((step.end or start for step in steps), default=start)
    phase = status.phase or (about.labels or {}).get("workflows.argoproj.io/phase") or "Running"
    return Recording(
        workflow=name,
        run=about.uid or about.name or f"{name} {start}",
        status=_ENDS.get(phase, "RUNNING"),
        start=start,
        end=moment(status.finished_at, "$.status.finishedAt") or last,
        steps=steps,
        error=status.message or "",
        failed_step=next((step.task_id for step in steps if step.status == "FAILED"), ""),
        metadata={"run": about.name, "phase": phase, **_counts(nodes.values())},
    )


def _counts(nodes: Collection[Node]) -> dict[str, str]:
    """How many nodes there are, and how many of each type in each phase."""
    kinds = Counter(f"{node.type}:{node.standing}" for node in nodes)
    return {"nodes": str(len(nodes)), **{kind: str(count) for kind, count in sorted(kinds.items())}}


class _Structure:
    """Which nodes are tasks, and what each of them needs."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        self._nodes = nodes
        self._root = next((node.name for node in nodes.values() if not node.boundary_id), "")
        self._parents: dict[str, list[str]] = {}
        for key, node in nodes.items():
            for child in node.children or ():
                self._parents.setdefault(child, []).append(key)
        retries = {key for key, node in nodes.items() if node.type == "Retry"}
        self._owner = {
            child: key for key in retries for child in nodes[key].children or () if self._tries(key, child)
        }
        self.tasks = [
            node
            for key, node in sorted(nodes.items(), key=lambda item: item[1].name)
            if node.type not in _GROUPS and key not in self._owner
        ]

    def _tries(self, retry: str, child: str) -> bool:
        """Whether the child is a try at the node: it is called like it, with a number in brackets."""
        found = self._nodes.get(child)
        return found is not None and found.name.startswith(f"{self._nodes[retry].name}(")

    def tries(self, node: Node) -> list[Node]:
        """The tries at a Retry node, in order of number."""
        mine = [self._nodes[child] for child in node.children or () if self._owner.get(child) == node.id]
        return sorted(mine, key=lambda one: (len(one.name), one.name))

    def named(self, workflow: str, key: str) -> str:
        """The id of a node's task: the workflow, and where in it the node stands."""
        name = self._nodes[key].name or key
        inside = name.partition(".")[2] if name.startswith(f"{self._root}.") else name.removeprefix(self._root)
        return f"{workflow}/{inside.strip('.') or name}"

    def needs(self, node: Node) -> set[str]:
        """The ids of the tasks right before this one: up through groups, as far as the first tasks."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [*self._parents.get(node.id, ())]
        while waiting:
            key = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            above = self._nodes[key]
            if key in self._owner:
                found.add(self._owner[key])
            elif above.type not in _GROUPS:
                found.add(key)
            else:
                waiting += self._parents.get(key, ())
        return found - {node.id}


def _step(workflow: str, node: Node, structure: _Structure) -> Step:
    status = _STATUS.get(node.standing, "PENDING")
    start, end = _times(node)
    tries = structure.tries(node)
    last = tries[-1] if tries else node
    made = last.outputs.artifacts or () if last.outputs else ()
    return Step(
        task_id=structure.named(workflow, node.id),
        name=node.display_name or node.name,
        status=status,
        start=_times(last)[0] or start,
        end=end,
        kind="CHECKPOINT" if node.type == "Suspend" else "ACTION",
        needs=tuple(sorted(structure.named(workflow, key) for key in structure.needs(node))),
        tries=tuple(_try(one) for one in tries[:-1]),
        agent=last.host_node_name or "",
        error=node.message or "",
        condition=node.message or "",
        outputs=tuple(Output(name) for name in dict.fromkeys(one.name for one in made) if not name.endswith("-logs")),
    )


def _try(node: Node) -> Try:
    start, end = _times(node)
    return Try(start, max(end or 0, start or 0), node.message or "")


def _times(node: Node) -> tuple[int | None, int | None]:
    place = f"$.status.nodes.{node.id}"
    return moment(node.started_at, f"{place}.startedAt"), moment(node.finished_at, f"{place}.finishedAt")
