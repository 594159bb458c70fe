"""Events on their way in, with the places in traces that they name."""

from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.events import Event
from app.settings import Settings, read_settings
from app.wire.jsonlines import to_json
from app.wiring import open_desk, open_tracing
from tests.builders import event
from tests.collecting import Collected
from workers.drain import drain

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SENDER = "00f067aa0ba902b7"
HEADERS = {"traceparent": f"00-{TRACE}-{SENDER}-01", "tracestate": "shop=t61rcWkgMzE"}


def settings_of(folder: Path, collected: Collected, **more: str) -> Settings:
    return read_settings({"MC_DATA": str(folder), "MC_TRACES": collected.address, **more})


def work_off(settings: Settings) -> None:
    """What a worker process does: open, take in, tell, close."""
    with closing(open_desk(settings, "writer", tracing=open_tracing(settings, "ingest"))) as desk:
        drain(desk)


def sent(client: FlaskClient, *events: Event, **headers: str) -> TestResponse:
    body = b"\n".join(map(to_json, events))
    return client.post("/api/v1/events", data=body, headers=headers, content_type="application/x-ndjson")


def created(task: str, **more: object) -> Event:
    return event("dde.task.created", 0, task_id=task, tenant="local", **more)


def told_in(trace: int, task: str = "") -> Event:
    """An event that says itself where it happened."""
    trace_id, span_id = f"{trace:032x}", f"{trace % (1 << 64) or 1:016x}"
    place = {"trace_id": trace_id, "span_id": span_id, "traceparent": f"00-{trace_id}-{span_id}-01"}
    return created(task or f"task-{trace}", **place)
