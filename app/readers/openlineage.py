"""OpenLineage events (one object, an array, or JSON lines) → DDE events.

==============================  =================================================================
in the file                     event
==============================  =================================================================
a job, at its first event       ``dde.task.created``; it depends on the jobs that write what it reads, and on
                                those its facet of job dependencies names
START, RUNNING, COMPLETE,       ``dde.task.started`` (also for a RUNNING without START), ``.running``,
FAIL, ABORT                     ``.completed``, ``.failed``; each further run of a job is a further attempt
a job that others name as       a workflow: ``dde.workflow.started``, ``.completed`` or ``.failed``, the last two
parent, or of type DAG          with counts and digest of its tasks as the file leaves them
errorMessage facet              the error of the failure
outputs of a completed run      ``dde.artifact.created`` of type dataset
dataset event                   ``dde.artifact.created`` by the job that writes it, else by *unknown producer*
OTHER, no type, job event       the task only; nothing is said about its state
==============================  =================================================================

A run that never ends stays running. Datasets are not stamped by anybody, so they are never declared
as outputs that have to be. Times have to name their zone, as the specification's date-time demands.
Facets that this does not need are left out; the parent, ownership, data quality and output statistics
facets are held to their schemas, so that an invalid event is refused.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event, EventError
from app.domain.identity import artifact_key
from app.domain.payloads import Payload, dde
from app.readers.openlineage_sums import sum_of, writers
from app.readers.openlineage_survey import LineageSurvey, Read, events_of, survey
from app.readers.openlineage_types import Job, Run
from app.readers.origin import Origin, Stamp, clipped
from app.readers.source import Source

FORMAT: Final = "openlineage"


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the jobs in the file. Raises BadFile with line or path."""
    reading = _Reading(Stamp(origin, FORMAT, ""), survey(events_of(source)))
    for found in events_of(source):
        yield from reading.take(found)


class _Reading:
    """What has been told so far: tasks, how they stand, and what they have written."""

    def __init__(self, stamp: Stamp, seen: LineageSurvey) -> None:
        self._stamp, self._seen = stamp, seen
        self._created: set[str] = set()
        self._begun: set[str] = set()
        self._repeated: dict[str, int] = {}

    def take(self, found: Read) -> Iterator[Event]:
        """The events that one OpenLineage event leads to."""
        event = found.event
        if event.job is None:
            yield from self._dataset(found)
        elif event.job.id in self._seen.workflows:
            yield from self._workflow(found, event.job)
        else:
            yield from self._task(found, event.job)

    def _event(self, found: Read, event_type: str, node: str, payload: Payload, error: str = "") -> Event:
        """Ids come from the event itself, so that a file that grew brings only what is new."""
        run = str(found.event.run.run_id) if found.event.run else ""
        said = hashlib.sha256(msgspec.json.encode(payload)).hexdigest()[:16]
        natural = f"{run}|{found.event.event_type}|{found.at}|{node}|{said}"
        self._repeated[event_type + natural] = times = self._repeated.get(event_type + natural, 0) + 1
        return self._stamp.event(
            event_type,
            found.at,
            node,
            payload,
            place=found.place,
            natural=f"{natural}|{times}",
            correlation_id=run,
            error=EventError(code=found.event.event_type, message=error) if error else None,
        )

    def _task(self, found: Read, job: Job) -> Iterator[Event]:
        run = found.event.run
        if job.id not in self._created:
            self._created.add(job.id)
            needs = self._seen.depends_on(job.id)
            created = dde.TaskCreated(task_id=job.id, name=job.name, depends_on=needs)
            yield self._event(found, "dde.task.created", job.id, created)
        if run is None or found.event.event_type == "OTHER":
            return
        yield self._step(found, job, run)
        if found.event.event_type == "COMPLETE":
            yield from self._outputs(found, job.id)

    def _step(self, found: Read, job: Job, run: Run) -> Event:
        """The one event that says how the run stands."""
        attempt = self._seen.jobs[job.id].runs[str(run.run_id)]
        kind, error = found.event.event_type, _error(found)
        first = str(run.run_id) not in self._begun
        self._begun.add(str(run.run_id))
        if kind == "START" or (kind == "RUNNING" and first):
            return self._event(found, "dde.task.started", job.id, dde.TaskStarted(task_id=job.id, attempt=attempt))
        if kind == "RUNNING":
            return self._event(found, "dde.task.running", job.id, dde.TaskRunning(task_id=job.id))
        if kind == "COMPLETE":
            done = dde.TaskCompleted(task_id=job.id, attempt=attempt)
            return self._event(found, "dde.task.completed", job.id, done)
        failed = dde.TaskFailed(task_id=job.id, error=error, attempts=attempt)
        return self._event(found, "dde.task.failed", job.id, failed, error)

    def _outputs(self, found: Read, task: str) -> Iterator[Event]:
        for name in sorted(self._seen.jobs[task].outputs):
            yield self._artifact(found, task, name)

    def _artifact(self, found: Read, task: str, name: str) -> Event:
        key = artifact_key(task, name)
        written = dde.ArtifactEvent(task_id=task, name=name, artifact_type="dataset")
        return self._event(found, "dde.artifact.created", key, written)

    def _dataset(self, found: Read) -> Iterator[Event]:
        if found.event.dataset is not None:
            name = found.event.dataset.id
            for task in writers(self._seen, name):
                yield self._artifact(found, task, name)

    def _workflow(self, found: Read, job: Job) -> Iterator[Event]:
        kind = found.event.event_type
        if found.event.run is None or kind in ("OTHER", "RUNNING"):
            return
        if kind == "START":
            yield self._event(found, "dde.workflow.started", job.id, dde.WorkflowStarted(workflow_id=job.id))
            return
        counts, digest = sum_of(self._seen, str(found.event.run.run_id))
        if kind == "COMPLETE":
            done = dde.WorkflowCompleted(workflow_id=job.id, counts=counts, digest=digest)
            yield self._event(found, "dde.workflow.completed", job.id, done)
        else:
            error = _error(found)
            failed = dde.WorkflowFailed(workflow_id=job.id, error=error, counts=counts, digest=digest)
            yield self._event(found, "dde.workflow.failed", job.id, failed, error)


def _error(found: Read) -> str:
    """What the producer says went wrong; that it was aborted, where it says nothing else."""
    run = found.event.run
    told = run.facets.error_message.message if run and run.facets.error_message else ""
    return clipped(told) or {"ABORT": "aborted", "FAIL": "failed without a message"}.get(found.event.event_type, "")
