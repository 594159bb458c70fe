"""DDE, was it built right: tasks from left to right, interfaces first, the critical path, and what waits for what."""

from msgspec import structs

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import ByKey, IterationState
from app.domain.verdict.model import Judgement
from app.lenses import parts, words
from app.lenses.dde_tables import tables
from app.lenses.gantt import bars
from app.lenses.growth import grown
from app.lenses.layout import COLUMN, ROW
from app.lenses.plan import Paths, paths_of
from app.lenses.tasks import open_needs, statuses
from app.lenses.tones import TASK, UNKNOWN, Face
from app.lenses.views import Band, GraphView, Line, Mark

SHAPES = {"INTERFACE": "interface", "CHECKPOINT": "checkpoint", "NOTIFICATION": "notification"}
_AT_WORK = ("RUNNING", "RETRYING")


def dde(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """The workflow at a moment. Positions depend on tasks and needs alone, never on a state."""
    tasks = state.of(labels.TASK)
    paths, found = paths_of(tasks, moment), statuses(tasks)
    places = _places(tasks)
    marks = tuple(_mark(task, state, found, paths, places[key]) for key, task in tasks.items())
    return structs.replace(
        _around(state, judgement, paths, found),
        marks=marks,
        lines=_lines(tasks, state, paths),
        bands=_bands(tasks, places),
        bars=bars(state, found, paths),
    )


def dde_head(state: IterationState, judgement: Judgement, moment: int) -> GraphView:
    """What stands around the drawing: conditions, tables, findings, counts; no mark, no line."""
    tasks = state.of(labels.TASK)
    return _around(state, judgement, paths_of(tasks, moment), statuses(tasks))


def face_of(status: str) -> Face:
    """How a task's status shows itself."""
    return TASK.get(status, UNKNOWN)


def _around(state: IterationState, judgement: Judgement, paths: Paths, found: dict[str, str]) -> GraphView:
    tasks = state.of(labels.TASK)
    return GraphView(
        lens="dde",
        title="Workflow",
        subtitle=_subtitle(tasks, paths),
        marks=(),
        lines=(),
        conditions=parts.conditions(judgement.stream("dde")),
        tables=tables(state, found, paths),
        findings=parts.findings(judgement, "dde"),
        counts=parts.counts(face_of(found[key]) for key in tasks),
        empty="" if tasks else "No task has been reported. Tasks appear as soon as DDE events arrive.",
        figures=paths.figures() if _has_efforts(tasks) else (),
    )


def _subtitle(tasks: ByKey, paths: Paths) -> str:
    if not tasks:
        return ""
    path_told = f", critical path {paths.planned.minutes} min" if _has_efforts(tasks) else ", no effort planned"
    return f"{words.plural(len(tasks), 'task')}{path_told}"


def _has_efforts(tasks: ByKey) -> bool:
    return any(task.get("estimated_effort") for task in tasks.values())


def _places(tasks: ByKey) -> dict[str, tuple[float, float]]:
    needs = tuple(sorted({(n, key) for key, task in tasks.items() for n in task.get("depends_on", []) if n in tasks}))
    first = frozenset(key for key, task in tasks.items() if task.get("kind") == "INTERFACE")
    return dict(grown(tuple((key, task.since) for key, task in sorted(tasks.items())), needs, first))


def _mark(task: Node, state: IterationState, found: dict[str, str], paths: Paths, place: tuple[float, float]) -> Mark:
    status = found[task.id.key]
    face = face_of(status)
    kind = SHAPES.get(task.get("kind", ""), "action")
    size = 56.0 if kind == "interface" else 44.0
    return Mark(
        id=task.id.uid,
        label=task.id.key,
        kind=kind,
        tone=face.tone,
        glyph=face.glyph,
        state=face.word,
        x=place[0],
        y=place[1],
        w=size,
        h=size,
        sub=_second_line(task, status, state),
        badge=f"{task.get('retry_count', 0)}/{task.get('max_retries', 3)}" if status == "RETRYING" else "",
        stream="dde",
        classes=paths.marks(task.id.key),
        since=task.get("start_time") if status == "RUNNING" else None,
        until=task.get("next_retry_at") if status == "RETRYING" else None,
    )


def _second_line(task: Node, status: str, state: IterationState) -> str:
    if task.get("kind") == "INTERFACE" and (contract := _contract_of(task, state)):
        return contract
    if status == "COMPLETED":
        return words.span(task.get("end_time", 0) - task.get("start_time", 0)) if task.get("start_time") else "done"
    told = {
        "RETRYING": f"{task.get('retry_count', 0)} of {task.get('max_retries', 3)} retries used",
        "WAITING": f"waits for {len(open_needs(task, state.of(labels.TASK)))}",
        "SKIPPED": task.get("condition") or "skipped",
        "FAILED": f"failed, {words.plural(task.get('attempts', 1), 'attempt')}",
    }
    return str(told.get(status, face_of(status).word))


def _contract_of(task: Node, state: IterationState) -> str:
    """``v2.1 locked``: the newest contract that the interface task defines."""
    owned = [e.id.target.key for e in state.joined(labels.DEFINES) if e.id.source == task.id]
    contracts = [state.of(labels.CONTRACT)[key] for key in owned]
    newest = max(contracts, key=lambda c: (c.get("locked_at", 0), c.id.key), default=None)
    if newest is None:
        return ""
    return f"v{newest.get('version', newest.id.key.partition(':')[2])} {newest.get('state', 'DRAFT').lower()}"


def _lines(tasks: ByKey, state: IterationState, paths: Paths) -> tuple[Line, ...]:
    """From what is needed to what needs it; so time runs along the arrow."""
    lines, flows = [], _flows(state)
    for edge in state.joined(labels.DEPENDS_ON, labels.TASK, labels.TASK):
        needed, task = tasks[edge.id.target.key], tasks[edge.id.source.key]
        classes = paths.steps(needed.id.key, task.id.key)
        classes += ("running",) if task.get("status") in _AT_WORK else ()
        lines.append(
            Line(
                id=edge.id.uid,
                source=needed.id.uid,
                target=task.id.uid,
                kind=kind_of_need(needed),
                classes=classes,
                label=flows.get(needed.id.key, "") if kind_of_need(needed) == "artifact" else "",
                sentence=f"{task.id.key} needs {needed.id.key}.",
            )
        )
    return tuple(lines)


def _flows(state: IterationState) -> dict[str, str]:
    """Per task what it hands on: its artifacts by name and the beginning of the hash."""
    found: dict[str, list[str]] = {}
    for key, artifact in state.of(labels.ARTIFACT).items():
        told = f"{artifact.get('name', key)} {artifact.get('sha256', '')[:8]}".strip()
        found.setdefault(str(artifact.get("task_id", "")), []).append(told)
    return {task: words.listed(told, 2) for task, told in found.items()}


def kind_of_need(needed: Node) -> str:
    """What flows: a contract from an interface, a declared output, or nothing but order."""
    if needed.get("kind") == "INTERFACE":
        return "contract"
    return "artifact" if needed.get("outputs") else "dependency"


def _bands(tasks: ByKey, places: dict[str, tuple[float, float]]) -> tuple[Band, ...]:
    heights = [places[k][1] for k, t in tasks.items() if t.get("kind") == "INTERFACE" and places[k][0] < COLUMN]
    if not heights:
        return ()
    left = [places[k][0] for k, t in tasks.items() if t.get("kind") == "INTERFACE" and places[k][0] < COLUMN]
    middle, height = (min(heights) + max(heights)) / 2, max(heights) - min(heights) + 1.5 * ROW
    width = max(left) - min(left) + 130
    return (Band(label="Interfaces first", x=(max(left) + min(left)) / 2, y=middle, w=width, h=height),)
