"""dbt's ``run_results.json`` (v1 to v6) → DDE events.

==============================  =================================================================
in the file                     recorded as (see :mod:`.telling`)
==============================  =================================================================
the invocation                  the workflow ``dbt run``, ``dbt build``, …; failed when any node did
a model, seed, snapshot, …      a task, named by its unique_id, as in the manifest
success, reused, no-op          completed
error, runtime error, partial   failed with the message
success
skipped                         skipped, because of what it needs
a test that ran                 a task of kind TEST that completed, and a gate on it: pass → passed, fail →
                                failed (BLOCKING), warn → failed (WARNING), with the number of failing rows
a test with error               a task that failed; its gate never had a say
any result of ``dbt compile``   the task is created and no more, and no workflow is told of: nothing was run
or ``dbt docs generate``
timing                          start and end; without, the end of the invocation
thread_id                       who did it
==============================  =================================================================

Tests become gates and not scenarios: they stand between the nodes of the graph, stop what comes after them,
and know just the severities that gates have. What needs what is in the manifest, whose tasks have the same
ids. Left out: compiled code, adapter responses, arguments, environment, relation names, batches.
"""

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from app.domain.events import Event
from app.readers.json_text import decode
from app.readers.origin import Origin
from app.readers.process.dbt_names import CHECKS, Name, kind_of, name_of, type_of
from app.readers.process.recording import Check, Recording, Step
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.source import Source, document

FORMAT: Final = "dbt-run-results"

_STATUS: Final = {
    "success": "COMPLETED",
    "reused": "COMPLETED",
    "no-op": "COMPLETED",
    "pass": "COMPLETED",
    "warn": "COMPLETED",
    "fail": "COMPLETED",
    "skipped": "SKIPPED",
}
COMPILING: Final = ("compile", "generate", "docs generate", "list", "parse")
"""Invocations that only compile: their *success* says nothing of what would come of running it."""

_GATES: Final = {"pass": ("PASSED", "BLOCKING"), "fail": ("FAILED", "BLOCKING"), "warn": ("FAILED", "WARNING")}


class Timing(msgspec.Struct, frozen=True):
    started_at: str | None = None
    completed_at: str | None = None


class Result(msgspec.Struct, frozen=True):
    unique_id: Name
    status: str
    timing: list[Timing] = []
    thread_id: str | None = None
    message: str | None = None
    failures: Annotated[int, msgspec.Meta(ge=-1, le=2**53)] | None = None


class Metadata(msgspec.Struct, frozen=True):
    generated_at: str | None = None
    invocation_id: str | None = None
    invocation_started_at: str | None = None
    dbt_version: str | None = None
    dbt_schema_version: str | None = None


class Arguments(msgspec.Struct, frozen=True):
    which: str | None = None


class RunResults(msgspec.Struct, frozen=True):
    metadata: Metadata
    results: list[Result]
    elapsed_time: Annotated[float, msgspec.Meta(ge=0, le=1e10)] | None = None
    args: Arguments = Arguments()


_FILE: Final = msgspec.json.Decoder(RunResults)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the invocation. Raises BadFile with path."""
    file = decode(document(source), _FILE)
    told = tell(_recording(file, origin), origin, FORMAT)
    if file.args.which in COMPILING:
        told = (event for event in told if event.event_type == "dde.task.created")
    yield from told


def _recording(file: RunResults, origin: Origin) -> Recording:
    about = file.metadata
    end = moment(about.generated_at, "$.metadata.generated_at") or origin.modified_ms
    steps = tuple(_step(result, index) for index, result in enumerate(file.results))
    begun = moment(about.invocation_started_at, "$.metadata.invocation_started_at")
    soonest = min((step.start for step in steps if step.start), default=end - round((file.elapsed_time or 0) * 1000))
    bad = [one.unique_id for one in file.results if one.status == "fail" or one.status not in _STATUS]
    return Recording(
        workflow=f"dbt {file.args.which or 'run'}",
        run=about.invocation_id or f"dbt {end}",
        status="FAILED" if bad else "COMPLETED",
        start=min(begun or soonest, soonest),
        end=max([end, *(step.end for step in steps if step.end)]),
        steps=steps,
        error=f"{len(bad)} of {len(file.results)} failed, the first of them {name_of(bad[0])}" if bad else "",
        failed_step=bad[0] if bad else "",
        whole=False,
        metadata={"dbt_version": about.dbt_version or "", "schema": about.dbt_schema_version or ""},
    )


def _step(result: Result, index: int) -> Step:
    place = f"$.results[{index}].timing"
    starts = [moment(time.started_at, place) for time in result.timing]
    ends = [moment(time.completed_at, place) for time in result.timing]
    status = _STATUS.get(result.status, "FAILED")
    began = min((at for at in starts if at is not None), default=None)
    return Step(
        task_id=result.unique_id,
        name=name_of(result.unique_id),
        status=status,
        start=None if status == "SKIPPED" else began,
        end=max((at for at in ends if at is not None), default=None),
        kind=kind_of(result.unique_id),
        agent=result.thread_id or "",
        error=result.message or result.status,
        condition=result.message or "skipped by dbt",
        checks=_checks(result),
    )


def _checks(result: Result) -> tuple[Check, ...]:
    if type_of(result.unique_id) not in CHECKS or result.status not in _GATES:
        return ()
    status, severity = _GATES[result.status]
    value = None if result.failures is None else float(result.failures)
    return (Check("result", status, severity, result.message or "", value),)
