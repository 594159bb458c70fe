"""When each task really ran: one bar a task, in the order in which they began."""

from collections import defaultdict

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses.dde_tables import gate_face, measured
from app.lenses.plan import Paths
from app.lenses.tones import ARTIFACT, TASK, UNKNOWN
from app.lenses.views import Bar, Row


def bars(state: IterationState, found: dict[str, str], paths: Paths) -> tuple[Bar, ...]:
    """What has begun first, by its beginning; then what waits, by how late it may begin."""
    tasks = state.of(labels.TASK)
    made, guarded = _of_tasks(state, labels.ARTIFACT), _of_tasks(state, labels.GATE)
    order = sorted(tasks, key=lambda key: (tasks[key].get("start_time") or float("inf"), key))
    return tuple(_bar(tasks[key], found[key], paths, made[key], guarded[key]) for key in order)


def artifact_row(artifact: Node) -> Row:
    """Name and the beginning of its hash, with the state that it is in."""
    face = ARTIFACT.get(artifact.get("state", "CREATED"), UNKNOWN)
    cells = (str(artifact.get("name", artifact.id.key)), artifact.get("sha256", "")[:12], face.word)
    return Row(id=artifact.id.uid, tone=face.tone, glyph=face.glyph, cells=cells)


def _bar(task: Node, status: str, paths: Paths, made: list[Node], guarded: list[Node]) -> Bar:
    face = TASK.get(status, UNKNOWN)
    planned, live = paths.slack(task.id.key)
    return Bar(
        id=task.id.uid,
        label=task.id.key,
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        start=task.get("start_time"),
        end=task.get("end_time"),
        until=task.get("next_retry_at") if status == "RETRYING" else None,
        effort=int(task.get("estimated_effort", 0)),
        slack=planned,
        spare=paths.live.slack.get(task.id.key),
        live_slack=live,
        classes=paths.marks(task.id.key),
        artifacts=tuple(artifact_row(one) for one in made),
        gates=tuple(_gate_row(one) for one in guarded),
    )


def _gate_row(gate: Node) -> Row:
    face = gate_face(gate)
    cells = (str(gate.get("name", gate.id.key)), face.word, measured(gate))
    return Row(id=gate.id.uid, tone=face.tone, glyph=face.glyph, cells=cells)


def _of_tasks(state: IterationState, label: str) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for node in state.of(label).values():
        found[str(node.get("task_id", ""))].append(node)
    return found
