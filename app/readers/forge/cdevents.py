"""CDEvents (one event, or a list of them; any version of the specification) → DDE and BDV events.

==============================  =================================================================
the event                       recorded as (see :mod:`app.readers.process.telling`)
==============================  =================================================================
pipelineRun started, finished   the workflow, by pipelineName; outcome success ends it completed, any other failed.
                                It names no tasks, so it sums nothing up
taskRun started, finished       a task, by taskName; outcome success completed, any other failed
build started, finished         a task ``build id``; with artifactId an artifact of it
artifact packaged, published    a task ``packaged id``, ``published id`` that completed, and the artifact, with the
                                SHA-256 that its package URL names
artifact signed                 a task ``signed id`` that completed
service deployed, upgraded      a task ``deploy service to environment`` that completed
service rolledback              the same task, failed
approval closed                 a task ``approval id`` and a gate on it: approved passed, any other decision failed
testSuiteRun, testCaseRun       a run and its scenarios, see :mod:`.cdevents_tests`
==============================  =================================================================

Read without an event, saying so: what is only queued (nothing has begun), artifacts downloaded or deleted,
services published or removed, approvals asked for or updated, changes, branches, repositories (their forge's
own deliveries tell more), environments, incidents (they are about what runs), tickets (requirements are
imported), test outputs, and whatever subject a later version adds. Links and custom data are left out.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

from app.domain.events import Event
from app.readers.forge import cdevents_tests
from app.readers.forge.cdevents_types import Told, events_in
from app.readers.forge.github_runs import alone, checked
from app.readers.origin import Origin
from app.readers.process.recording import Check, Output, Recording, Step
from app.readers.process.telling import tell
from app.readers.reader import Reader, has_keys
from app.readers.source import Source

FORMAT: Final = "cdevents"

_SHA256: Final = re.compile(r"sha256:([0-9a-f]{64})")


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the file; none for a subject that says nothing about an iteration. Raises BadFile with path."""
    for told in events_in(source):
        yield from events_of(told, origin)


def events_of(told: Told, origin: Origin) -> Iterator[Event]:
    """The events that one CDEvent leads to."""
    if told.subject in cdevents_tests.SUBJECTS:
        yield from cdevents_tests.events_of(told, origin, FORMAT)
    elif make := _MADE.get((told.subject, told.predicate)):
        yield from tell(make(told), origin, FORMAT)


def remark(source: Source) -> str:
    """Why a file has no event."""
    kinds = sorted({f"{told.subject} {told.predicate}" for told in events_in(source)})
    return f"CDEvents that say nothing about an iteration: {', '.join(kinds[:5])}"


def _pipeline(told: Told) -> Recording:
    done = told.predicate == "finished"
    return Recording(
        workflow=told.text("pipelineName") or told.id,
        run=told.id,
        status=("COMPLETED" if told.good else "FAILED") if done else "RUNNING",
        start=told.at,
        end=told.at,
        steps=(),
        error=told.error,
        framed=True,
        summed=False,
        metadata={"source": told.source},
    )


def _task(told: Told) -> Recording:
    return alone(_step(told, told.text("taskName") or told.id))


def _build(told: Told) -> Recording:
    made = told.text("artifactId")
    step = _step(told, f"build {told.id}")
    return alone(step._replace(outputs=(_artifact(made),) if made else ()))


def _step(told: Told, task: str) -> Step:
    if told.predicate == "started":
        return Step(task, task, "RUNNING", told.at)
    return Step(task, task, "COMPLETED" if told.good else "FAILED", told.at, told.at, error=told.error)


def _made(told: Told) -> Recording:
    task = f"{told.predicate} {told.id}"
    outputs = () if told.predicate == "signed" else (_artifact(told.id),)
    return alone(Step(task, task, "COMPLETED", told.at, told.at, outputs=outputs))


def _artifact(name: str) -> Output:
    found = _SHA256.search(unquote(name))
    return Output(name, type="package", sha256=found[1] if found else "")


def _service(told: Told) -> Recording:
    task = f"deploy {told.id} to {told.reference('environment') or 'an environment'}"
    good = told.predicate != "rolledback"
    status, error = "COMPLETED" if good else "FAILED", "rolled back"
    return alone(Step(task, task, status, told.at, told.at, "DEPLOYMENT", error=error))


def _approval(told: Told) -> Recording:
    decision = told.text("decision") or told.text("status") or "closed"
    status = "PASSED" if decision == "approved" else "FAILED"
    said = f"{decision} by {told.text('responder') or 'somebody'}"
    return alone(checked(f"approval {told.id}", Check("decision", status, message=said), told.at))


_MADE: Final[dict[tuple[str, str], Callable[[Told], Recording]]] = {
    ("pipelinerun", "started"): _pipeline,
    ("pipelinerun", "finished"): _pipeline,
    ("taskrun", "started"): _task,
    ("taskrun", "finished"): _task,
    ("build", "started"): _build,
    ("build", "finished"): _build,
    ("artifact", "packaged"): _made,
    ("artifact", "published"): _made,
    ("artifact", "signed"): _made,
    ("service", "deployed"): _service,
    ("service", "upgraded"): _service,
    ("service", "rolledback"): _service,
    ("approval", "closed"): _approval,
}

READER: Final = Reader(FORMAT, read, has_keys("context", "subject"), 1, remark)
