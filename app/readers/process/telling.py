"""How a recorded workflow is told in events: the same for every engine that keeps a history.

==============================  =================================================================
in the recording                event
==============================  =================================================================
the workflow                    ``dde.workflow.started``; ``.completed`` or ``.failed`` once it ended, with
                                counts and digest of all that was told of it (R-30)
a task                          ``dde.task.created``, with what it needs
a try that was followed         ``dde.task.started`` (where its time is known) and ``.retry_initiated``
by another
the last try                    ``dde.task.started``, then ``.completed``, ``.failed`` (after
                                ``.retry_exhausted`` when it had been tried before) or ``.skipped``
a check on a task               ``dde.gate.passed``, ``.failed`` or ``.skipped``
an output                       ``dde.artifact.created``
==============================  =================================================================

Ids come from the run and from what each event says, so that a later export of the same run brings only
what is new. A task that waits, or that is blocked because what it needs failed, is created and no more.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from app.domain.events import Event, EventError
from app.domain.identity import artifact_key, gate_key
from app.domain.payloads import Payload, dde
from app.domain.whereabouts import LOG
from app.readers.origin import Origin, Stamp, clipped
from app.readers.process.recording import BEGUN, ENDED, Check, Recording, Step, Try, counts_of, digest_of_steps, made


class _Told(NamedTuple):
    at: int
    event_type: str
    node: str
    payload: Payload
    error: str = ""


def tell(recording: Recording, origin: Origin, format_name: str) -> Iterator[Event]:
    """The events of a recording, in order of time. Raises BadFile for times that cannot be."""
    run = recording.run
    stamp = Stamp(origin, format_name, f"{recording.workflow}|{run}")
    repeated: Counter[str] = Counter()
    logs = {step.task_id: {LOG: step.log} for step in recording.steps if step.log}
    for told in sorted(_all(recording), key=_when):
        said = hashlib.sha256(msgspec.json.encode(told.payload)).hexdigest()[:16]
        natural = f"{told.node}|{told.at}|{said}"
        repeated[told.event_type + natural] += 1
        yield stamp.event(
            told.event_type,
            told.at,
            told.node,
            told.payload,
            place=f"the time of {told.node}",
            natural=f"{natural}|{repeated[told.event_type + natural]}",
            correlation_id=run,
            metadata=recording.metadata if told.event_type == "dde.workflow.started" else logs.get(told.node),
            error=EventError(message=told.error) if told.error else None,
        )


def _run(recording: Recording) -> str:
    """The run that things belong to, where one run is all there is."""
    return recording.run if recording.whole else ""


def _when(told: _Told) -> tuple[bool, int]:
    """The end of the workflow last, whatever the clocks of those who ran its tasks said."""
    return told.event_type in ("dde.workflow.completed", "dde.workflow.failed"), told.at


def _all(recording: Recording) -> Iterator[_Told]:
    name, run = recording.workflow, _run(recording)
    begun = dde.WorkflowStarted(workflow_id=name, run_id=run)
    if recording.framed:
        yield _Told(recording.start, "dde.workflow.started", name, begun)
    for step in recording.steps:
        yield from _step(recording, step)
    if recording.framed and recording.status in ENDED:
        yield _end(recording)


def _step(recording: Recording, step: Step) -> Iterator[_Told]:
    created = dde.TaskCreated(
        task_id=step.task_id,
        name=step.name,
        kind=step.kind,
        depends_on=list(step.needs),
        workflow_id=recording.workflow,
        run_id=_run(recording),
        max_retries=len(step.tries),
        told_as=step.told_as,
    )
    first = min((at for at in _times(step) if at is not None), default=recording.start)
    yield _Told(min(first, recording.start), "dde.task.created", step.task_id, created)
    for number, tried in enumerate(step.tries, 1):
        yield from _tried(step, number, tried)
    if step.status in BEGUN and step.start is not None:
        begun = dde.TaskStarted(task_id=step.task_id, attempt=len(step.tries) + 1, assigned_agent=step.agent)
        yield _Told(step.start, "dde.task.started", step.task_id, begun)
    if step.status in ENDED:
        at = ended_at(recording, step)
        yield from _ended(step, at)
        yield from _made(recording, step, at)


def _times(step: Step) -> Iterator[int | None]:
    yield step.start
    yield step.end
    for tried in step.tries:
        yield tried.start
        yield tried.end


def ended_at(recording: Recording, step: Step) -> int:
    """When the step ended: no sooner than it began, and with the workflow where nobody says."""
    end = recording.end if step.end is None else step.end
    return max(end, end if step.start is None else step.start)


def _tried(step: Step, number: int, tried: Try) -> Iterator[_Told]:
    if tried.start is not None:
        begun = dde.TaskStarted(task_id=step.task_id, attempt=number, assigned_agent=step.agent)
        yield _Told(tried.start, "dde.task.started", step.task_id, begun)
    again = dde.TaskRetryInitiated(
        task_id=step.task_id, retry_count=number, max_retries=len(step.tries), error=clipped(tried.error)
    )
    yield _Told(max(tried.end, tried.start or tried.end), "dde.task.retry_initiated", step.task_id, again)


def _ended(step: Step, at: int) -> Iterator[_Told]:
    task, tries = step.task_id, len(step.tries) + 1
    if step.status == "COMPLETED":
        yield _Told(at, "dde.task.completed", task, dde.TaskCompleted(task_id=task, attempt=tries))
    elif step.status == "SKIPPED":
        yield _Told(at, "dde.task.skipped", task, dde.TaskSkipped(task_id=task, condition=clipped(step.condition)))
    else:
        error = clipped(step.error) or "failed without a message"
        if step.tries:
            spent = dde.TaskRetryExhausted(task_id=task, retry_count=len(step.tries), error=error)
            yield _Told(at, "dde.task.retry_exhausted", task, spent)
        yield _Told(at, "dde.task.failed", task, dde.TaskFailed(task_id=task, error=error, attempts=tries), error)


def _made(recording: Recording, step: Step, at: int) -> Iterator[_Told]:
    for check in step.checks:
        yield _Told(
            at, f"dde.gate.{check.status.lower()}", gate_key(step.task_id, check.name), _gate(recording, step, check)
        )
    for output in step.outputs if made(step) else ():
        written = dde.ArtifactEvent(
            task_id=step.task_id,
            name=output.name,
            size_bytes=output.size,
            sha256=output.sha256,
            artifact_type=output.type,
            workflow_id=recording.workflow,
            run_id=_run(recording),
        )
        yield _Told(at, "dde.artifact.created", artifact_key(step.task_id, output.name), written)


def _gate(recording: Recording, step: Step, check: Check) -> dde.GateEvent:
    return dde.GateEvent(
        task_id=step.task_id,
        gate_name=check.name,
        gate_type=check.type,
        severity=check.severity,
        message=clipped(check.message),
        value=check.value,
        workflow_id=recording.workflow,
        run_id=_run(recording),
    )


def _end(recording: Recording) -> _Told:
    name, run, at = recording.workflow, _run(recording), max(recording.start, recording.end)
    counts = counts_of(recording.steps) if recording.summed else {}
    digest = digest_of_steps(recording.steps) if recording.summed else ""
    if recording.status == "COMPLETED":
        done = dde.WorkflowCompleted(workflow_id=name, counts=counts, digest=digest, run_id=run)
        return _Told(at, "dde.workflow.completed", name, done)
    error = clipped(recording.error) or "failed without a message"
    failed = dde.WorkflowFailed(
        workflow_id=name,
        failed_node=recording.failed_step,
        error=error,
        counts=counts,
        digest=digest,
        run_id=run,
    )
    return _Told(at, "dde.workflow.failed", name, failed, error)
