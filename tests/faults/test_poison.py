"""What nobody can read is set aside with its reason, in whichever stream it lies, and everything else goes on."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.events import STREAMS
from app.ports import Message
from app.wire import avro, deadletters
from tests.builders import event
from tests.faults.poison import POISONS
from tests.workers.desks import desk_in
from workers.drain import drain

GOOD = {
    "dde": event("dde.task.created", 1, task_id="BE.A"),
    "bdv": event("bdv.run.started", 1, run_id="r1", suite="s"),
    "acc": event("acc.analysis.started", 1, analysis_id="a1"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(desk_in(tmp_path)) as opened:
        yield opened


def good(stream: str) -> Message:
    return Message(stream, "i1", avro.encode(GOOD[stream]))


@pytest.mark.parametrize("stream", STREAMS)
def test_between_poison_of_every_kind_what_is_good_is_taken_in(desk: Desk, stream: str) -> None:
    spoilt = [Message(stream, "i1", spoil(good(stream).value)) for spoil in POISONS.values()]
    desk.log.append([*spoilt, good(stream), *spoilt, *(good(other) for other in STREAMS if other != stream)])
    drain(desk)
    [info] = desk.graph.scopes()
    kept = {entry.event_id for entry in desk.graph.entries(info.scope)}
    assert {one.event_id for one in GOOD.values()} <= kept
    letters = [deadletters.decode(record.value) for record in desk.log.read(["dlq"], {}, 100)]
    assert sorted(letter.value for letter in letters) == sorted(message.value for message in [*spoilt, *spoilt])
    assert len({letter.letter_id for letter in letters}) == len(letters)
    assert all(letter.topic == stream and letter.reason for letter in letters)


@pytest.mark.parametrize("stream", STREAMS)
def test_an_event_that_lies_in_a_stream_which_is_not_its_own_is_lost_to_nobody(desk: Desk, stream: str) -> None:
    others = [one for name, one in GOOD.items() if name != stream]
    desk.log.append([Message(stream, "i1", avro.encode(one)) for one in others])
    drain(desk)
    told = {one.event_id for one in others}
    kept = told & {entry.event_id for info in desk.graph.scopes() for entry in desk.graph.entries(info.scope)}
    letters = [deadletters.decode(record.value) for record in desk.log.read(["dlq"], {}, 100)]
    set_aside = {avro.decode(letter.value).event_id for letter in letters}
    assert kept | set_aside == told
    assert not kept & set_aside
