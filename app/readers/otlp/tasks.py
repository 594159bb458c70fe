"""Spans → task runs.

==============================  =================================================================
a span                          ``dde.task.created`` and ``.started`` at its start, and at its end
                                ``dde.task.completed``, ``.failed`` (status ERROR, with the text of its status or
                                exception) or ``.skipped`` (``cicd.pipeline.task.run.result`` is skip)
a span without parent           the same (kind PHASE), and ``dde.workflow.started``, ``.completed`` or ``.failed``
CLIENT, PRODUCER, CONSUMER      nothing: one side of a call, not work of its own, unless it names a task
links, other span events        left out
==============================  =================================================================

A task is called what ``mission_control.task`` or ``cicd.pipeline.task.name`` say: then later spans of that
name are its next attempts. A span that says neither is a task of its own, its name and span id together,
so that of two spans with one name neither hides the other's failure. The workflow is
``mission_control.workflow``, ``cicd.pipeline.name`` or the service. Every event depends on its span alone.
Only a file, which is whole, gets counts and a digest at the end of each workflow (R-30).
"""

from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.domain.payloads import dde
from app.readers.origin import Origin, clipped
from app.readers.otlp.envelopes import TASK, WORKFLOW, checked_ids, span_event, whole_ms
from app.readers.otlp.signals import CALLS, ERROR, Span

RESULT: Final = "cicd.pipeline.task.run.result"
_FAILED: Final = ("failure", "error", "timeout", "cancellation")


def events_of(origin: Origin, span: Span) -> Iterator[Event]:
    """What one span tells. Raises BadFile naming its place for ids or times that cannot be."""
    checked_ids(span)
    start = whole_ms(span.start, span.place)
    if not span.parent_id:
        begun = dde.WorkflowStarted(workflow_id=workflow_of(span))
        yield span_event(origin, span, "dde.workflow.started", start, begun)
    if is_task(span):
        yield from _task(origin, span, start)
    if not span.parent_id and span.end:
        yield ended(origin, span, {}, "")


def is_task(span: Span) -> bool:
    """Whether the span is work of its own."""
    return span.kind not in CALLS or bool(span.said(*TASK)) or not span.parent_id


def task_of(span: Span) -> str:
    """The id of the span's task."""
    return _own(span, TASK) or f"{span.name or 'span'} [{span.span_id[-8:]}]"


def _own(span: Span, names: tuple[str, ...]) -> str:
    """Of the span itself; what its resource says is about all of its spans."""
    return next((span.attributes[name] for name in names if span.attributes.get(name)), "")


def workflow_of(span: Span) -> str:
    """The workflow that the span is part of."""
    return span.said(*WORKFLOW) or "otlp"


def status_of(span: Span) -> str:
    """RUNNING, COMPLETED, FAILED or SKIPPED."""
    result = span.attributes.get(RESULT, "")
    if not span.end:
        return "RUNNING"
    if span.status == ERROR or result in _FAILED:
        return "FAILED"
    return "SKIPPED" if result == "skip" else "COMPLETED"


def ended(origin: Origin, span: Span, counts: dict[str, int], digest: str) -> Event:
    """The end of the workflow whose root the span is, with what it sums up where that is known."""
    at, name = whole_ms(span.end, span.place), workflow_of(span)
    if status_of(span) != "FAILED":
        done = dde.WorkflowCompleted(workflow_id=name, counts=counts, digest=digest)
        return span_event(origin, span, "dde.workflow.completed", at, done)
    error = _error(span)
    failed = dde.WorkflowFailed(workflow_id=name, error=error, counts=counts, digest=digest)
    return span_event(origin, span, "dde.workflow.failed", at, failed)


def _task(origin: Origin, span: Span, start: int) -> Iterator[Event]:
    name = task_of(span)
    kind = "PHASE" if not span.parent_id else "ACTION"
    created = dde.TaskCreated(task_id=name, name=span.name or name, kind=kind, workflow_id=workflow_of(span))
    yield span_event(origin, span, "dde.task.created", start, created)
    started = dde.TaskStarted(task_id=name, assigned_agent=span.said("cicd.worker.name", "host.name"))
    yield span_event(origin, span, "dde.task.started", start, started)
    if span.end:
        yield _end(origin, span, name)


def _end(origin: Origin, span: Span, name: str) -> Event:
    at, status = whole_ms(max(span.end, span.start), span.place), status_of(span)
    if status == "FAILED":
        error = _error(span)
        failed = dde.TaskFailed(task_id=name, error=error)
        return span_event(origin, span, "dde.task.failed", at, failed)
    if status == "SKIPPED":
        skipped = dde.TaskSkipped(task_id=name, condition=RESULT)
        return span_event(origin, span, "dde.task.skipped", at, skipped)
    return span_event(origin, span, "dde.task.completed", at, dde.TaskCompleted(task_id=name))


def _error(span: Span) -> str:
    return clipped(span.error) or span.attributes.get("error.type", "") or "failed without a message"
