"""The panel of a task: what happens next, its attempts, its gates and artifacts."""

from app.domain import labels
from app.domain.graph import Node
from app.lenses import words
from app.lenses.dde_tables import gate_face
from app.lenses.panels.panel import Ask, Panel, ends, fact, facts, names
from app.lenses.plan import paths_of
from app.lenses.tasks import dependents, downstream, open_needs
from app.lenses.tones import TASK, Face
from app.lenses.views import Fact, Row, Table

_ENDED = {"dde.task.completed": "done", "dde.task.failed": "failed", "dde.task.retry_initiated": "failed"}


def task(ask: Ask) -> Panel:
    """A task at a moment."""
    node, status = ask.node, ask.faces.tasks[ask.node.id.key]
    title, sentence = _headline(ask, status)
    return Panel(
        title=title,
        sentence=sentence,
        attempts=attempts(ask),
        error=str(node.get("error_message", "")) if status in ("RETRYING", "FAILED") else "",
        until=node.get("next_retry_at") if status == "RETRYING" else None,
        facts=_facts(ask),
    )


def _headline(ask: Ask, status: str) -> tuple[str, str]:
    node, tasks = ask.node, ask.state.of(labels.TASK)
    stopped = words.plural(len(downstream([node.id.key], tasks)), "task")
    used, most = node.get("retry_count", 0), node.get("max_retries", 3)
    waits = words.listed(open_needs(node, tasks))
    told = {
        "RETRYING": (
            f"Retrying, {used} of {most} used",
            f"Next attempt {words.when(node.get('next_retry_at')) or 'soon'}. If all fail, {stopped} stop.",
        ),
        "RUNNING": ("Running", f"{stopped} wait for it, directly or not."),
        "COMPLETED": ("Done", _took(node)),
        "FAILED": (
            f"Failed after {words.plural(node.get('attempts', 1), 'attempt')}",
            f"It stops {stopped}. Fix the cause and rerun it.",
        ),
        "BLOCKED": (f"Blocked, waits for {waits}", "Something it needs has failed; rerun that first."),
        "WAITING": (f"Waits for {waits}", "It starts when these are done."),
        "READY": ("Ready to start", "Everything it needs is done."),
        "SKIPPED": ("Skipped", words.sentence(node.get("condition") or "its condition did not hold")),
    }
    return told.get(status, (TASK.get(status, Face("idle", "unknown", status)).word.capitalize(), ""))


def _took(node: Node) -> str:
    start, end = node.get("start_time"), node.get("end_time")
    return f"It took {words.span(end - start)}." if start and end else "It reported no start."


def attempts(ask: Ask) -> Table | None:
    """What was tried, from the task's history; the next attempt, if one is planned."""
    made: list[tuple[int | None, Face, str]] = []
    for version in sorted(ask.versions, key=lambda v: (v.valid_at, v.accepted)):
        if version.event_type == "dde.task.started":
            made.append((version.valid_at, TASK["RUNNING"], "running"))
        elif version.event_type in _ENDED:
            began = made.pop()[0] if made and made[-1][2] == "running" else None
            made.append((began, *_outcome(version.event_type, dict(version.props), began, version.valid_at)))
    planned = ask.node.get("next_retry_at") if ask.node.get("status") == "RETRYING" else None
    if planned:
        back_off = words.span(ask.node.get("delay_ms", 0))
        made.append((planned, TASK["WAITING"], f"planned, back-off {back_off}"))
    rows = (
        Row(id=ask.node.id.uid, tone=face.tone, glyph=face.glyph, cells=(str(i), words.when(began), text))
        for i, (began, face, text) in enumerate(made, 1)
    )
    return Table(title="Attempts", columns=("#", "Began", "Outcome"), rows=tuple(rows)) if made else None


def _outcome(kind: str, props: dict[str, object], began: int | None, ended: int) -> tuple[Face, str]:
    took = f" after {words.span(ended - began)}" if began else ""
    if _ENDED[kind] == "done":
        return TASK["COMPLETED"], f"done{took}"
    error = words.cut(str(props.get("error_message") or "failed").splitlines()[0], 80)
    return TASK["FAILED"], f"{error}{took}"


def _facts(ask: Ask) -> tuple[Fact, ...]:
    node, tasks = ask.node, ask.state.of(labels.TASK)
    gates = ends(ask, labels.GUARDED_BY, out=True)
    made = [a for a in ends(ask, labels.GENERATES, out=True) if a.get("state") in ("STAMPED", "VALIDATED")]
    outputs = len(node.get("outputs", [])) or len(made)
    planned, live = paths_of(tasks, ask.moment).slack(node.id.key)
    effort = node.get("estimated_effort")
    contracts = ends(ask, labels.DEFINES, out=True)
    return facts(
        fact("Kind", str(node.get("kind", "ACTION")).lower()),
        fact("Capability", node.get("capability"), mono=True),
        fact("Contract", ", ".join(f"{c.id.key}, {c.get('state', 'DRAFT').lower()}" for c in contracts)),
        fact("Gates", ", ".join(f"{g.get('name', g.id.key)} {gate_face(g).word}" for g in gates)),
        fact("Stamped", f"{len(made)} of {words.plural(outputs, 'artifact')}" if outputs else ""),
        fact("Needs", words.listed(node.get("depends_on", []))),
        fact("Needed by", words.listed(dependents(tasks).get(node.id.key, []), 1)),
        fact("Effort", words.plural(effort, "minute") if effort else ""),
        fact("Slack", "0 min, on the critical path" if planned == "critical" else planned),
        fact("As it runs", "0 min, on the path as it runs" if live == "critical" else live),
        fact("Requirement", names(ends(ask, labels.FULFILLED_BY, out=False)) or node.get("requirement_id")),
        fact("Worker", node.get("assigned_agent")),
    )
