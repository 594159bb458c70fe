"""What DDE still waits for: workflows, tasks and gates that have not come to their end."""

from collections.abc import Iterator, Sequence

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict import build
from app.domain.verdict.model import Reason

ENDED = ("COMPLETED", "FAILED", "SKIPPED")


def awaited(state: IterationState) -> Iterator[Reason]:
    """Every workflow that is open, and in one sentence each the tasks and blocking gates without an end."""
    tasks, workflows = state.of(labels.TASK), state.of(labels.WORKFLOW)
    open_ = [w for w in workflows.values() if w.get("status") not in ("COMPLETED", "FAILED")]
    yield from map(_open_workflow, open_)
    if not workflows:
        yield _silent("workflow_silent", "No workflow said that it was complete")
    if not tasks:
        yield _silent("no_task", "No task has been reported")
    waiting = [t for t in tasks.values() if t.get("status") not in ENDED]
    if waiting:
        yield _unended("tasks_open", "tasks", waiting, len(tasks))
    yield from _gates(state)


def _gates(state: IterationState) -> Iterator[Reason]:
    blocking = [g for g in state.of(labels.GATE).values() if g.get("severity", "BLOCKING") == "BLOCKING"]
    done = ("PASSED", "FAILED", "SKIPPED")
    if waiting := [g for g in blocking if g.get("status") not in done and not g.get("bypass_reason")]:
        yield _unended("gates_open", "blocking gates", waiting, len(blocking))


def _open_workflow(workflow: Node) -> Reason:
    return build.awaited(
        stream="dde",
        code="workflow_open",
        title=f"Workflow {workflow.id.key} has not ended",
        explain="Only its end sums up what was done.",
        clears="Wait for it, or run what is left: `mission-control execute … --resume`.",
        since=workflow.times.get("status", workflow.since),
        evidence=build.at_node(workflow),
    )


def _silent(code: str, title: str) -> Reason:
    said = "Without tasks, and a workflow that ends, nothing shows how it was built."
    clears = "Run the manifest (`mission-control execute`), or send what the pipeline reports to its end."
    return build.awaited(stream="dde", code=code, title=title, explain=said, clears=clears)


def _unended(code: str, what: str, waiting: Sequence[Node], total: int) -> Reason:
    first = min(waiting, key=lambda node: node.id.key)
    state = first.get("status", "PENDING").lower()
    return build.awaited(
        stream="dde",
        code=code,
        title=f"{len(waiting):,} of {total:,} {what} have not ended",
        explain=f"First: {first.id.key}, {state}.",
        clears="Let them come to an end, or skip them with a reason.",
        since=first.times.get("status", first.since),
        evidence=build.at_node(first),
    )
