"""What an execution states besides: whom something belongs to, and that it begins anew."""

from collections.abc import Mapping
from typing import Final

from app.domain.effects.common import said
from app.domain.graph import Value
from app.domain.payloads import Payload

WORKFLOW_ANEW: Final[dict[str, Value]] = {"counts": {}, "digest": "", "failed_node": "", "error": ""}
TASK_ANEW: Final[dict[str, Value]] = {
    "status": "PENDING",
    "start_time": None,
    "end_time": None,
    "error_message": "",
    "attempt": 0,
    "retry_count": 0,
    "retries_exhausted": False,
    "next_retry_at": None,
    "condition": "",
}
GATE_ANEW: Final[dict[str, Value]] = {
    "status": "PENDING",
    "message": "",
    "value": None,
    "threshold": None,
    "bypass_reason": "",
}


def owner(payload: Payload) -> dict[str, Value]:
    """The workflow that told of it, and which run of it; empty where the event does not say."""
    named: dict[str, Value] = {
        "workflow": getattr(payload, "workflow_id", ""),
        "run": getattr(payload, "run_id", ""),
    }
    return said(named)


def anew(payload: Payload, fresh: Mapping[str, Value]) -> Mapping[str, Value]:
    """The properties of something that begins, where the event belongs to a run; else nothing changes."""
    return fresh if getattr(payload, "run_id", "") else {}
