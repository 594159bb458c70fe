"""Histories of Temporal workflows, typed as far as they are read."""

from typing import Annotated

import msgspec

Number = int | str
"""64-bit numbers are text in the JSON of protobuf."""


class Named(msgspec.Struct, frozen=True):
    name: str = ""


class Failure(msgspec.Struct, frozen=True):
    message: str = ""


class Execution(msgspec.Struct, frozen=True, rename="camel"):
    workflow_id: str = ""


class Attributes(msgspec.Struct, frozen=True, rename="camel"):
    """What the attributes of any event may say, as far as it is read."""

    workflow_type: Named | None = None
    activity_type: Named | None = None
    activity_id: str = ""
    workflow_id: str = ""
    workflow_execution: Execution | None = None
    original_execution_run_id: str = ""
    first_execution_run_id: str = ""
    scheduled_event_id: Number | None = None
    initiated_event_id: Number | None = None
    attempt: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | Annotated[str, msgspec.Meta(pattern=r"^\d{1,6}$")] = 1
    identity: str = ""
    failure: Failure | None = None
    last_failure: Failure | None = None
    timeout_type: str | int | None = None
    cause: str | int | None = None
    reason: str = ""


class HistoryEvent(msgspec.Struct, frozen=True, rename="camel"):
    event_id: Number
    event_time: str
    event_type: str


class History(msgspec.Struct, frozen=True):
    events: Annotated[list[dict[str, msgspec.Raw]], msgspec.Meta(min_length=1)]
