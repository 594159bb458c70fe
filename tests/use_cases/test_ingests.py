"""An ingest says which streams it feeds, can be taken back, and can then be said again."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.state import read
from app.domain.verdict import judge
from app.errors import BadRequest
from app.use_cases.declare import Fed, declaration, unsaid
from app.use_cases.post import send
from app.use_cases.undo import anew, retractions, times_undone
from app.wire.avro import encode
from tests.builders import T0, event
from tests.workers.desks import desk_in
from workers.drain import drain

SCOPE = Scope("t", "i1")
FED = Fed(T0, {"bdv"})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


def brought(desk: Desk, *events: Event, batch: str = "") -> None:
    """On the log, and taken in."""
    for _ in send(desk.log, encode, [msgspec.structs.replace(e, batch_id=batch) for e in events]):
        pass
    drain(desk)


def required(desk: Desk) -> list[str]:
    judged = judge(read(desk.graph.snapshot(SCOPE)), T0)
    return [stream.stream for stream in judged.streams if stream.required]


def tasks(desk: Desk) -> list[str]:
    return [node.id.key for node in desk.graph.snapshot(SCOPE).labelled("Task")]


def test_an_unknown_iteration_requires_the_streams_that_were_fed(desk: Desk) -> None:
    said = declaration(SCOPE, FED, (), "b-1", unsaid=unsaid(desk.graph, SCOPE))
    assert said is not None
    assert said.timestamp == T0
    brought(desk, said)
    assert required(desk) == ["bdv"]


def test_an_iteration_that_never_said_so_goes_on_requiring_all_three(desk: Desk) -> None:
    brought(desk, event("dde.task.created", 0, task_id="A"))
    assert declaration(SCOPE, FED, (), "b-1", unsaid=unsaid(desk.graph, SCOPE)) is None
    assert required(desk) == ["dde", "bdv", "acc"]


def test_a_second_ingest_adds_its_stream_to_those_required(desk: Desk) -> None:
    first = declaration(SCOPE, FED, (), "b-1", unsaid=unsaid(desk.graph, SCOPE))
    assert first is not None
    brought(desk, first)
    second = declaration(SCOPE, Fed(T0, {"acc"}), (), "b-2", unsaid=unsaid(desk.graph, SCOPE))
    assert second is not None
    brought(desk, second)
    assert required(desk) == ["bdv", "acc"]


def test_streams_that_are_named_are_required_whatever_was_fed(desk: Desk) -> None:
    said = declaration(SCOPE, FED, ("dde", "bdv"), "b-1", unsaid=unsaid(desk.graph, SCOPE))
    assert said is not None
    brought(desk, said)
    assert required(desk) == ["dde", "bdv"]


def test_undoing_a_batch_leaves_what_others_brought(desk: Desk) -> None:
    brought(desk, event("dde.task.created", 0, task_id="A"), batch="b-1")
    brought(desk, event("dde.task.created", 1, task_id="B"), batch="b-2")
    brought(desk, *retractions(desk.graph, "b-1", T0, "wrong file"))
    assert tasks(desk) == ["B"]


def test_undoing_what_nobody_brought_is_refused(desk: Desk) -> None:
    brought(desk, event("dde.task.created", 0, task_id="A"), batch="b-1")
    with pytest.raises(BadRequest, match="b-9"):
        retractions(desk.graph, "b-9", T0, "")


def test_what_was_taken_back_can_be_said_again(desk: Desk) -> None:
    task = event("dde.task.created", 0, task_id="A")
    brought(desk, task, batch="b-1")
    brought(desk, *retractions(desk.graph, "b-1", T0, ""))
    assert not tasks(desk)
    brought(desk, task, batch="b-2")
    assert not tasks(desk)  # the same key: known already, so it changes nothing
    brought(desk, anew(task, times_undone(desk.graph, SCOPE)), batch="b-3")
    assert tasks(desk) == ["A"]


def test_without_an_undo_events_keep_their_own_key(desk: Desk) -> None:
    task = event("dde.task.created", 0, task_id="A")
    assert anew(task, times_undone(desk.graph, SCOPE)) is task
