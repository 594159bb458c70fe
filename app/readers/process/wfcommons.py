"""A WfCommons instance (schema 1.4 and 1.5, and 1.0 to 1.3 as far as they say the same) → DDE events.

==============================  =================================================================
in the file                     recorded as (see :mod:`.telling`)
==============================  =================================================================
name, executedAt, makespan      the workflow; it starts at executedAt and ends the makespan later
a task of the specification     a task ``workflow/id``; it needs its parents, and those that name it as a child
the same task of the execution  completed; without one it stays pending
its machine                     who did it
output files, with sizes        artifacts of the task, unstamped
==============================  =================================================================

An instance says how long a task ran, not when: where a task has no executedAt of its own it is placed as
early as what it needs allows, within the makespan, and the workflow's metadata say so. Input files that no
task makes are counted in the metadata. Left out: commands, CPU, memory, energy and bytes moved.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.json_text import decode
from app.readers.origin import Origin
from app.readers.process.recording import Output, Recording, Step
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.process.wfcommons_types import Execution, Instance, Specification, Task
from app.readers.source import Source, document

FORMAT: Final = "wfcommons"

_SHORT_YEAR: Final = re.compile(r"(\d\d)-(\d\d)-(\d\d)T")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")


_INSTANCE: Final = msgspec.json.Decoder(Instance)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the one execution. Raises BadFile with path."""
    instance = decode(document(source), _INSTANCE)
    yield from tell(_recording(instance, origin), origin, FORMAT)


def _recording(instance: Instance, origin: Origin) -> Recording:
    flow = instance.workflow
    asked = flow.specification or Specification(flow.tasks)
    ran = flow.execution or Execution(flow.tasks, flow.makespan_in_seconds, flow.executed_at)
    start = _moment(ran.executed_at) or _moment(instance.created_at) or origin.modified_ms
    name = instance.name or "workflow"
    schedule = _Schedule(name, asked, ran, start)
    steps = tuple(schedule.step(task) for task in asked.tasks)
    last = max((step.end or start for step in steps), default=start)
    end = last if ran.makespan_in_seconds is None else start + _ms(ran.makespan_in_seconds)
    done = all(step.status == "COMPLETED" for step in steps)
    return Recording(
        workflow=name,
        run=flow.run_name or f"{name} {ran.executed_at or instance.created_at or ''}",
        status="COMPLETED" if done and steps else "RUNNING",
        start=start,
        end=end,
        steps=tuple(step._replace(end=min(step.end, end)) if step.end else step for step in steps),
        metadata={
            "files": str(len(schedule.files)),
            "input_files": str(len(schedule.files - {out.name for step in steps for out in step.outputs})),
            "task_times": "recorded" if schedule.recorded else "placed as early as what is needed allows",
            "schema": instance.schema_version,
        },
    )


class _Schedule:
    """When each task ran, as far as that can be said, and what it needs."""

    def __init__(self, name: str, asked: Specification, ran: Execution, start: int) -> None:
        self._name, self._start = name, start
        self._tasks = {task.key: task for task in asked.tasks}
        self._ran = {task.key: task for task in ran.tasks if task.runtime_in_seconds is not None}
        self._needs: dict[str, set[str]] = {key: set(task.parents) for key, task in self._tasks.items()}
        for key, task in self._tasks.items():
            for child in task.children:
                self._needs.setdefault(child, set()).add(key)
        listed = [*asked.files, *(file for task in asked.tasks for file in task.files)]
        self._sizes = {file.id or file.name: file.size_in_bytes for file in listed}
        self.files = self._sizes.keys() | {name for task in asked.tasks for name in _files(task)}
        self.recorded = any(task.executed_at for task in self._ran.values())
        self._ends = self._placed()

    def step(self, task: Task) -> Step:
        """The task as it was executed."""
        ran, end = self._ran.get(task.key), self._ends.get(task.key)
        machines = [*(ran.machines or ()), ran.machine or ""] if ran else [""]
        return Step(
            task_id=f"{self._name}/{task.key}",
            name=task.key,
            status="PENDING" if ran is None else "COMPLETED",
            start=None if ran is None or end is None else end - _ms(ran.runtime_in_seconds),
            end=end,
            needs=tuple(sorted(f"{self._name}/{key}" for key in self._known(task.key))),
            agent=machines[0],
            outputs=tuple(Output(name, self._sizes.get(name, 0)) for name in dict.fromkeys(_outputs(task))),
        )

    def _known(self, key: str) -> set[str]:
        return {needed for needed in self._needs.get(key, ()) if needed in self._tasks and needed != key}

    def _placed(self) -> dict[str, int]:
        """Per task when it ended: layer by layer, each as soon as what it needs has ended; of a ring, at once."""
        ends: dict[str, int] = {}
        waiting = {key: set(self._known(key)) for key in self._tasks}
        free = [key for key, needs in waiting.items() if not needs]
        children: dict[str, list[str]] = {}
        for key, needs in waiting.items():
            for needed in needs:
                children.setdefault(needed, []).append(key)
        while free:
            key = free.pop()
            ends[key] = self._end(key, ends)
            for child in children.get(key, ()):
                waiting[child].discard(key)
                if not waiting[child]:
                    free.append(child)
        return {key: ends.get(key) or self._end(key, ends) for key in self._ran}

    def _end(self, key: str, ends: dict[str, int]) -> int:
        ran = self._ran.get(key)
        begun = _moment(ran.executed_at) if ran else None
        soonest = max((ends[needed] for needed in self._known(key) if needed in ends), default=self._start)
        return (begun or soonest) + _ms(ran.runtime_in_seconds if ran else None)


def _files(task: Task) -> list[str]:
    return [*task.input_files, *task.output_files]


def _outputs(task: Task) -> list[str]:
    return [*task.output_files, *(file.id or file.name for file in task.files if file.link == "output")]


def _ms(seconds: float | None) -> int:
    return round((seconds or 0) * 1000)


def _moment(text: str | None) -> int | None:
    """Also the two spellings of older recorders: month-day-year with two digits, and no dashes at all."""
    text = _SHORT_YEAR.sub(r"20\3-\1-\2T", text or "", count=1) if _SHORT_YEAR.match(text or "") else text
    return moment(_COMPACT.sub(r"\1-\2-\3T\4:\5:\6", text or ""), "executedAt")
