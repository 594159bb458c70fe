"""Events on the log that are taken in or not, and where log and worker stand."""

from pathlib import Path
from typing import Any

from app.ports import Batch
from app.use_cases.post import send
from app.wire.avro import encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain

STREAMS = ("dde", "bdv", "acc")


def told(data: Path, *events: Any, taken_in: bool = True) -> None:
    """Events on the log; if they are not taken in, the worker is past them all the same."""
    desk = desk_in(data)
    for _ in send(desk.log, encode, events):
        pass
    if taken_in:
        drain(desk)
    for consumer in ("ingest", "conclude"):
        desk.graph.append(Batch(consumer, desk.log.ends(STREAMS), []))
    desk.close()


def task(name: str, minute: float = 0, iteration: str = "i1") -> Any:
    return event("dde.task.created", minute, tenant="local", iteration=iteration, task_id=name)


def positions(data: Path) -> dict[str, int]:
    desk = desk_in(data, "reader")
    found = desk.graph.positions("ingest")
    desk.close()
    return found


def ends(data: Path) -> dict[str, int]:
    desk = desk_in(data, "reader")
    found = desk.log.ends((*STREAMS, "dlq"))
    desk.close()
    return found


def before_events(data: Path) -> int:
    return sum(end for name, end in ends(data).items() if not name.startswith("dlq"))
