"""The table twins of DDE: tasks, gates, contracts, and artifacts with their lineage, what preflight finds."""

from collections import Counter

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.plan import Paths
from app.lenses.preflight import preflight_table
from app.lenses.tasks import dependents, open_needs
from app.lenses.tones import ARTIFACT, CONTRACT, GATE, TASK, UNKNOWN, Face
from app.lenses.views import Row, Table


def tables(state: IterationState, found: dict[str, str], paths: Paths) -> tuple[Table, ...]:
    """Tasks first: that is the twin of the drawing."""
    return (
        _tasks(state, found, paths),
        _gates(state),
        _contracts(state),
        _artifacts(state),
        preflight_table(state.of(labels.TASK)),
    )


def row(node: Node, face: Face, *cells: object) -> Row:
    """One row about a node."""
    return Row(id=node.id.uid, tone=face.tone, glyph=face.glyph, cells=tuple(str(c) for c in cells))


def _tasks(state: IterationState, found: dict[str, str], paths: Paths) -> Table:
    tasks = state.of(labels.TASK)
    rows = []
    for key, task in tasks.items():
        face = TASK.get(found[key], UNKNOWN)
        waits = words.listed(open_needs(task, tasks)) if found[key] in ("WAITING", "BLOCKED") else ""
        rows.append(
            row(
                task,
                face,
                key,
                face.word,
                task.get("kind", "ACTION").lower(),
                waits,
                f"{task.get('retry_count', 0)} of {task.get('max_retries', 3)}",
                words.plural(task.get("estimated_effort", 0), "minute") if task.get("estimated_effort") else "",
                *paths.slack(key),
            )
        )
    columns = ("Task", "State", "Kind", "Waits for", "Retries", "Effort", "Slack", "Slack as it runs")
    return Table(title="Tasks", columns=columns, rows=tuple(rows), empty="No task has been reported.")


def gate_face(gate: Node) -> Face:
    """A bypassed gate is not a passed one; one that only warns does not shout."""
    status = gate.get("status", "PENDING")
    if gate.get("bypass_reason"):
        return GATE["BYPASSED"]
    if status == "FAILED" and gate.get("severity", "BLOCKING") != "BLOCKING":
        return GATE["WARNS"]
    return GATE.get(status, UNKNOWN)


def _gates(state: IterationState) -> Table:
    rows = []
    for gate in state.of(labels.GATE).values():
        face = gate_face(gate)
        told = gate.get("bypass_reason") or gate.get("message", "")
        rows.append(
            row(
                gate,
                face,
                gate.get("name", gate.id.key),
                gate.get("task_id", ""),
                face.word,
                gate.get("severity", "BLOCKING").lower(),
                measured(gate),
                told,
            )
        )
    columns = ("Gate", "Task", "State", "Severity", "Measured", "Message")
    return Table(title="Gates", columns=columns, rows=tuple(rows), empty="No task declares a gate.")


def measured(gate: Node) -> str:
    """``0.62, needs 0.7``."""
    value, threshold = gate.get("value"), gate.get("threshold")
    if value is None:
        return ""
    return f"{value:g}, needs {threshold:g}" if threshold is not None else f"{value:g}"


def _contracts(state: IterationState) -> Table:
    definers = {e.id.target: e.id.source.key for e in state.joined(labels.DEFINES)}
    testers = Counter(target.key for _, target in {e.id[1:3] for e in state.joined(labels.VALIDATES)})
    rows = []
    for key, contract in state.of(labels.CONTRACT).items():
        face = CONTRACT.get(contract.get("state", "DRAFT"), UNKNOWN)
        name, _, version = key.partition(":")
        tested = words.plural(testers.get(key, 0), "scenario")
        rows.append(
            row(
                contract,
                face,
                name,
                f"v{version}",
                face.word,
                words.when(contract.get("locked_at")),
                definers.get(contract.id, ""),
                tested,
            )
        )
    columns = ("Contract", "Version", "State", "Locked", "Defined by", "Tested by")
    return Table(title="Contracts", columns=columns, rows=tuple(rows), empty="No contract is known.")


def _artifacts(state: IterationState) -> Table:
    needed_by = dependents(state.of(labels.TASK))
    modules: dict[str, list[str]] = {}
    for edge in state.joined(labels.CONTAINS):
        modules.setdefault(edge.id.source.key, []).append(edge.id.target.key)
    rows = []
    for key, artifact in state.of(labels.ARTIFACT).items():
        face = ARTIFACT.get(artifact.get("state", "CREATED"), UNKNOWN)
        task = artifact.get("task_id", "")
        rows.append(
            row(
                artifact,
                face,
                artifact.get("name", key),
                task,
                face.word,
                artifact.get("sha256", "")[:12],
                words.listed(modules.get(key, [])),
                words.listed(needed_by.get(task, [])),
            )
        )
    columns = ("Artifact", "Made by", "State", "SHA-256", "Is module", "Flows to")
    return Table(title="Artifacts and lineage", columns=columns, rows=tuple(rows), empty="No artifact was made.")
