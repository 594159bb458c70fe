"""Posting takes in what is good, says of each item what became of it, and touches the log only."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.events import STREAMS
from app.errors import BadMessage
from app.use_cases.post import BATCH, post, send
from app.use_cases.progress import progress
from app.wire.avro import decode, encode
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain

ONE = event("dde.task.created", 0, task_id="A")
TWO = event("dde.task.created", 1, task_id="B")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


def test_each_item_is_answered_in_its_place(desk: Desk) -> None:
    answers = post(desk.log, encode, [ONE, BadMessage("no timestamp"), ONE, TWO])
    assert [(a.index, a.status) for a in answers] == [
        (0, "accepted"),
        (1, "rejected"),
        (2, "duplicate"),
        (3, "accepted"),
    ]
    assert answers[1].reason == "no timestamp"
    assert answers[3].event_id == TWO.event_id


def test_what_is_good_lies_on_the_log_and_nowhere_else(desk: Desk) -> None:
    post(desk.log, encode, [ONE, BadMessage("bad"), TWO])
    assert [decode(record.value) for record in desk.log.read(STREAMS, {}, 10)] == [ONE, TWO]
    assert desk.graph.scopes() == []


def test_an_event_that_the_wire_cannot_carry_is_rejected_with_the_reason(desk: Desk) -> None:
    flawed = event("dde.gate.failed", 0, task_id="A", gate_name="g", value=float("nan"))
    (answer,) = post(desk.log, encode, [flawed])
    assert answer.status == "rejected"
    assert "value" in answer.reason
    assert desk.log.ends(STREAMS) == {}


def test_many_events_are_sent_in_batches_and_counted(desk: Desk) -> None:
    events = [event("dde.task.created", n, task_id=f"T{n}") for n in range(BATCH + 1)]
    assert list(send(desk.log, encode, events)) == [BATCH, 1]


def test_the_lag_is_what_the_worker_has_not_taken_in(desk: Desk) -> None:
    assert progress(desk.log, desk.graph).lag == 0
    post(desk.log, encode, [ONE, TWO])
    assert progress(desk.log, desk.graph).lag == 2
    drain(desk)
    assert progress(desk.log, desk.graph).lag == 0
