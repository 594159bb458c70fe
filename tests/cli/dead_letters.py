"""Letters in a data folder, and what the command line says of them."""

from pathlib import Path

from app.desk import Desk
from app.ports import Batch, Message
from app.use_cases.post import message_of
from app.wire import avro
from tests.builders import event
from tests.cli.conftest import Run
from tests.workers.dead_letters import set_aside
from tests.workers.desks import desk_in
from workers.drain import drain


def task(name: str, iteration: str = "i1") -> Message:
    return message_of(event("dde.task.created", iteration=iteration, tenant="local", task_id=name), avro.encode)


def put_aside(data: Path, *messages: Message) -> None:
    desk = desk_in(data)
    set_aside(desk, messages)
    drain_past(desk)
    desk.close()


def drain_past(desk: Desk) -> None:
    """The worker is past what was set aside and has kept none of it."""
    desk.graph.append(Batch("ingest", desk.log.ends(("dde", "bdv", "acc")), []))
    desk.graph.append(Batch("conclude", desk.log.ends(("dde", "bdv", "acc")), []))


def fail(data: Path, *texts: str, iteration: str = "i1") -> None:
    desk = desk_in(data)
    desk.log.append([Message("dde", iteration, text.encode()) for text in texts])
    drain(desk)
    desk.close()


def states(run: Run) -> list[str]:
    return [letter["state"] for letter in run("dlq", "--json").document]


def desk_ends(data: Path) -> dict[str, int]:
    desk = desk_in(data, "reader")
    ends = desk.log.ends(("dde", "bdv", "acc", "dlq"))
    desk.close()
    return ends


def set_aside_many(desk: Desk, number: int) -> None:
    desk.log.append([Message("dde", "i1", b"not one %d" % n) for n in range(number)])
    drain(desk)
