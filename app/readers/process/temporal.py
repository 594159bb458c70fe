"""A history of a Temporal workflow (event types spelled ``EVENT_TYPE_…`` or in CamelCase) → DDE events.

==============================  =================================================================
in the file                     recorded as (see :mod:`.telling`)
==============================  =================================================================
WorkflowExecutionStarted        the workflow, named like its type, and its run
…Completed                      completed
…Failed, TimedOut, Canceled,    failed, saying so
Terminated
…ContinuedAsNew, or no end      left running: it goes on elsewhere, or nobody saw it end
ActivityTaskScheduled           a task ``workflow/activity#id``
ActivityTaskStarted, attempt n  n-1 tries before, of which only the last failure is kept, and the last try
…Completed, …Failed, …TimedOut  completed, failed
…Canceled                       skipped: the workflow no longer wanted it
a child workflow                a task ``workflow/type#id`` of kind PHASE, in the same way
==============================  =================================================================

What is still open when its workflow has ended is skipped: the workflow did not wait for it. A history says
in which order things were asked for, not what needed what, so nothing depends on anything. Left out: workflow
tasks (the worker's own bookkeeping), timers and signals (they wait, and do no work), updates and queries
(conversation with a running workflow), markers (side effects and local activities, known only to the SDK
that wrote them), search attributes, and all payloads.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from app.domain.events import Event
from app.errors import BadFile
from app.readers.json_text import decode
from app.readers.origin import Origin
from app.readers.process.recording import Recording, Step, Try
from app.readers.process.telling import tell
from app.readers.process.temporal_types import Attributes, History, HistoryEvent, Named
from app.readers.source import Source, document
from app.readers.times import zoned

FORMAT: Final = "temporal-history"


class _Happened(msgspec.Struct, frozen=True):
    """An event of the history: its number, time in ms, type in CamelCase, and what it says."""

    number: str
    at: int
    type: str
    said: Attributes


_HISTORY: Final = msgspec.json.Decoder(History)
_EVENT: Final = msgspec.json.Decoder(HistoryEvent)
_ATTRIBUTES: Final = msgspec.json.Decoder(Attributes)

_ENDS: Final[dict[str, Literal["COMPLETED", "FAILED", "SKIPPED"]]] = {
    "Completed": "COMPLETED",
    "Failed": "FAILED",
    "TimedOut": "FAILED",
    "Terminated": "FAILED",
    "Canceled": "SKIPPED",
}


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the one run. Raises BadFile with the path of what cannot be read."""
    history = decode(document(source), _HISTORY)
    happened = [_happened(fields, f"$.events[{index}]") for index, fields in enumerate(history.events)]
    if happened[0].type != "WorkflowExecutionStarted":
        raise BadFile(f"a history begins with WorkflowExecutionStarted, not with {happened[0].type}", "$.events[0]")
    yield from tell(_recording(happened), origin, FORMAT)


def _happened(fields: dict[str, Any], place: str) -> _Happened:
    event = decode(msgspec.json.encode(fields), _EVENT, path=place)
    kind = "".join(part.capitalize() for part in event.event_type.removeprefix("EVENT_TYPE_").split("_"))
    kind = kind if event.event_type.startswith("EVENT_TYPE_") else event.event_type
    name = f"{kind[:1].lower()}{kind[1:]}EventAttributes"
    raw = fields.get(name)
    said = decode(bytes(raw), _ATTRIBUTES, path=f"{place}.{name}") if raw is not None else Attributes()
    return _Happened(str(event.event_id), zoned(event.event_time, f"{place}.eventTime"), kind, said)


def _recording(happened: list[_Happened]) -> Recording:
    first, last = happened[0], happened[-1]
    name = (first.said.workflow_type or Named()).name or "workflow"
    end = next((one for one in reversed(happened) if _workflow_end(one)), None)
    status = _ENDS[_workflow_end(end)] if end else "RUNNING"
    work = _Work(name)
    for one in happened:
        work.take(one)
    ended_at = (end or last).at
    failed = "" if end is None or status == "COMPLETED" else _why(end, _workflow_end(end))
    return Recording(
        workflow=name,
        run=first.said.original_execution_run_id or first.said.first_execution_run_id or f"{name} {first.at}",
        status="FAILED" if failed else status,
        start=first.at,
        end=ended_at,
        steps=tuple(_closed(step, ended_at) if end else step for step in work.steps.values()),
        error=failed,
        metadata={"events": str(len(happened)), "last": last.type},
    )


def _workflow_end(one: _Happened) -> str:
    """How the workflow ended, in this event; empty for any other."""
    kind = one.type.removeprefix("WorkflowExecution")
    return kind if kind != one.type and kind in _ENDS else ""


def _closed(step: Step, at: int) -> Step:
    if step.status in ("PENDING", "RUNNING"):
        return step._replace(status="SKIPPED", end=at, condition="the workflow ended without waiting for it")
    return step


class _Work:
    """The activities and child workflows of a history, by the number of the event that asked for them."""

    def __init__(self, workflow: str) -> None:
        self._workflow = workflow
        self.steps: dict[str, Step] = {}

    def take(self, one: _Happened) -> None:
        """One more event; those about anything else say nothing."""
        if one.type == "ActivityTaskScheduled":
            self._asked(one, one.said.activity_type, one.said.activity_id, "ACTION")
        elif one.type == "StartChildWorkflowExecutionInitiated":
            self._asked(one, one.said.workflow_type, one.said.workflow_id, "PHASE")
        elif one.type in ("ActivityTaskStarted", "ChildWorkflowExecutionStarted"):
            self._begun(one)
        elif one.type == "StartChildWorkflowExecutionFailed":
            self._ended(one, "Failed")
        else:
            kind = one.type.removeprefix("ActivityTask").removeprefix("ChildWorkflowExecution")
            if kind != one.type and kind in _ENDS:
                self._ended(one, kind)

    def _asked(self, one: _Happened, kind: Named | None, key: str, sort: str) -> None:
        name = f"{(kind or Named()).name or 'unnamed'}#{key or one.number}"
        self.steps[one.number] = Step(f"{self._workflow}/{name}", name, "PENDING", None, None, sort)

    def _begun(self, one: _Happened) -> None:
        number, step = self._of(one)
        if step is None:
            return
        failed = one.said.last_failure.message if one.said.last_failure else ""
        tries = tuple(Try(None, one.at, failed) for _ in range(min(int(one.said.attempt), 100) - 1))
        self.steps[number] = step._replace(status="RUNNING", start=one.at, tries=tries, agent=one.said.identity)

    def _ended(self, one: _Happened, kind: str) -> None:
        number, step = self._of(one)
        if step is not None:
            status, why = _ENDS[kind], _why(one, kind)
            self.steps[number] = step._replace(status=status, end=one.at, error=why, condition=why)

    def _of(self, one: _Happened) -> tuple[str, Step | None]:
        number = str(one.said.scheduled_event_id or one.said.initiated_event_id or "")
        return number, self.steps.get(number)


def _why(one: _Happened, kind: str) -> str:
    """What an event says went wrong."""
    if one.said.failure and one.said.failure.message:
        return one.said.failure.message
    detail = one.said.reason or one.said.timeout_type or one.said.cause or ""
    words = {"TimedOut": "timed out", "Terminated": "terminated", "Canceled": "canceled"}.get(kind, "failed")
    return f"{words}: {detail}" if detail else words
