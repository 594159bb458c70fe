"""A run of an Airflow DAG (the DAG run, its task instances and, where there is one, the list of tasks, each as
the REST API gives them) → DDE events.

==============================  =================================================================
in the file                     recorded as (see :mod:`.telling`)
==============================  =================================================================
dag_run                         the workflow, named like the DAG, and its run; success ends it completed,
                                failed ends it failed, anything else leaves it running
a task instance                 a task ``dag.task``, and ``dag.task[n]`` for instance n of a mapped task
success, failed, skipped        completed, failed, skipped
up_for_retry, restarting        a try that failed and is followed by another
running, up_for_reschedule,     running
deferred
upstream_failed                 a task that stays pending: it is blocked, because what it needs failed
queued, scheduled, no state     pending
removed                         nothing: the task is no longer in the DAG
try_number above 1              that many tries before; their times are not in the file
downstream_task_ids             who needs whom, every instance every instance; of a task that need not wait for
                                all (trigger rules one_…, always) only those that had ended when it started
==============================  =================================================================

Without a dag_run the workflow is left running: nobody said how it ended. Left out: pools, queues, operators,
configuration, rendered fields, notes, connections, and datasets (OpenLineage events tell of them).
"""

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from app.domain.events import Event
from app.readers.json_text import decode
from app.readers.origin import Origin
from app.readers.process.recording import Recording, Step, Try
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.source import Source, document

FORMAT: Final = "airflow-dag-run"

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Number = Annotated[int, msgspec.Meta(ge=-1, le=100_000)]

_STATUS: Final = {
    "success": "COMPLETED",
    "failed": "FAILED",
    "skipped": "SKIPPED",
    "running": "RUNNING",
    "up_for_reschedule": "RUNNING",
    "deferred": "RUNNING",
    "up_for_retry": "RETRYING",
    "restarting": "RETRYING",
}
_EARLY: Final = ("one_", "always", "dummy")


class DagRun(msgspec.Struct, frozen=True):
    dag_id: Name
    dag_run_id: Name
    state: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    logical_date: str | None = None
    run_type: str | None = None


class Instance(msgspec.Struct, frozen=True):
    task_id: Name
    dag_id: Name
    dag_run_id: str | None = None
    map_index: Number | None = -1
    start_date: str | None = None
    end_date: str | None = None
    queued_when: str | None = None
    state: str | None = None
    try_number: Number | None = 1
    hostname: str | None = None

    @property
    def id(self) -> str:
        """Unique among the tasks of all DAGs."""
        mapped = self.map_index is not None and self.map_index >= 0
        return f"{self.dag_id}.{self.task_id}" + (f"[{self.map_index}]" if mapped else "")


class Task(msgspec.Struct, frozen=True):
    task_id: Name
    downstream_task_ids: list[Name] | None = None
    trigger_rule: str | None = None


class File(msgspec.Struct, frozen=True):
    task_instances: list[Instance]
    dag_run: DagRun | None = None
    tasks: list[Task] | None = None


_FILE: Final = msgspec.json.Decoder(File)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the run, or of each run that the task instances name. Raises BadFile with path."""
    file = decode(document(source), _FILE)
    for run in _runs(file):
        mine = [one for one in file.task_instances if _of(one, run) and one.state != "removed"]
        yield from tell(_recording(run, mine, file.tasks or [], origin), origin, FORMAT)


def _runs(file: File) -> list[DagRun]:
    if file.dag_run:
        return [file.dag_run]
    named = {(one.dag_id, one.dag_run_id or "unnamed run") for one in file.task_instances}
    return [DagRun(dag, run) for dag, run in sorted(named)]


def _of(one: Instance, run: DagRun) -> bool:
    return one.dag_id == run.dag_id and (one.dag_run_id or run.dag_run_id) == run.dag_run_id


def _recording(run: DagRun, instances: list[Instance], tasks: list[Task], origin: Origin) -> Recording:
    wiring = _Wiring(instances, tasks)
    steps = tuple(_step(one, wiring.needs(one)) for one in instances)
    times = [at for step in steps for at in (step.start, step.end) if at is not None]
    start = moment(run.start_date, "$.dag_run.start_date") or min(times, default=_planned(run, origin))
    end = moment(run.end_date, "$.dag_run.end_date") or max(times, default=start)
    failed = [step.name for step in steps if step.status == "FAILED"]
    return Recording(
        workflow=run.dag_id,
        run=run.dag_run_id,
        status={"success": "COMPLETED", "failed": "FAILED"}.get(run.state or "", "RUNNING"),
        start=start,
        end=end,
        steps=steps,
        error=f"failed: {', '.join(failed[:5])}" if failed else "",
        failed_step=next((step.task_id for step in steps if step.status == "FAILED"), ""),
        metadata={"run_type": run.run_type or "", "logical_date": run.logical_date or ""},
    )


def _planned(run: DagRun, origin: Origin) -> int:
    return moment(run.logical_date, "$.dag_run.logical_date") or origin.modified_ms


def _step(one: Instance, needs: tuple[str, ...]) -> Step:
    place = f"$.task_instances {one.id}"
    start, end = moment(one.start_date, f"{place} start_date"), moment(one.end_date, f"{place} end_date")
    status = _STATUS.get(one.state or "", "PENDING")
    if status in ("PENDING", "SKIPPED"):
        start = None
    return Step(
        task_id=one.id,
        name=one.id.removeprefix(f"{one.dag_id}."),
        status=status,
        start=start,
        end=end,
        needs=needs,
        tries=_tries(one, status, start, end),
        agent=one.hostname or "",
        condition="skipped by the DAG" if status == "SKIPPED" else "",
    )


def _tries(one: Instance, status: str, start: int | None, end: int | None) -> tuple[Try, ...]:
    """The tries before the last. Of those the file knows the number only: told at the start of the last."""
    number = min(one.try_number or 0, 100)
    if status == "RETRYING":
        at = end or start
        return (Try(start, at),) * min(number, 1) if at else ()
    at = moment(one.queued_when, "queued_when") or start
    if at is None or status not in ("RUNNING", "COMPLETED", "FAILED"):
        return ()
    return tuple(Try(None, min(at, start or at)) for _ in range(number - 1))


class _Wiring:
    """Who stands above whom, by task; and the instances of each task."""

    def __init__(self, instances: list[Instance], tasks: list[Task]) -> None:
        self._instances: dict[str, list[Instance]] = {}
        for one in instances:
            self._instances.setdefault(one.task_id, []).append(one)
        self._above: dict[str, set[str]] = {}
        for task in tasks:
            for below in task.downstream_task_ids or ():
                self._above.setdefault(below, set()).add(task.task_id)
        self._rules = {task.task_id: task.trigger_rule or "" for task in tasks}

    def needs(self, one: Instance) -> tuple[str, ...]:
        """The instances that this one had to wait for."""
        above = self._above.get(one.task_id, set()) - {one.task_id}
        found = [other for name in above for other in self._instances.get(name, ())]
        if self._rules.get(one.task_id, "").startswith(_EARLY):
            found = [other for other in found if _before(other, one)]
        return tuple(sorted(other.id for other in found))


def _before(other: Instance, one: Instance) -> bool:
    ended, began = moment(other.end_date, "end_date"), moment(one.start_date, "start_date")
    return ended is not None and began is not None and ended <= began
