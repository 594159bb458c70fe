"""Producers that tell everything twice, at the same time, or one stream long after the other, change nothing."""

import multiprocessing
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from app.desk import Desk
from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.domain.statehash import timeless_hash
from app.ports import Message
from tests.faults.compare import all_is_there_once
from tests.faults.story import Told, story, told_by
from tests.workers.desks import desk_in
from workers.drain import drain

SEED, LINES, BATCH = 11, 800, 20
EVENTS = list(told_by(SEED, [Told(1, LINES)]))


def messages() -> list[Message]:
    return [line.message for line in islice(story(SEED), LINES) if line.event_id]


def tell(folder: Path, told: Sequence[Message]) -> None:
    with closing(desk_in(folder, "reader")) as desk:
        for start in range(0, len(told), BATCH):
            desk.log.append(told[start : start + BATCH])


def believed(desk: Desk) -> dict[Scope, str]:
    """What producers told, as it is believed in the end; verdicts also depend on when they were reached."""
    drain(desk)
    all_is_there_once(desk, EVENTS)
    return {info.scope: _hash(desk, info.scope) for info in desk.graph.scopes()}


def _hash(desk: Desk, scope: Scope) -> str:
    return timeless_hash(
        entry for entry in desk.graph.entries(scope) if entry.event_type.partition(".")[0] in STREAMS
    )


def once(folder: Path, told: Iterable[Message]) -> dict[Scope, str]:
    tell(folder, list(told))
    with closing(desk_in(folder)) as desk:
        return believed(desk)


def test_two_who_tell_the_same_at_the_same_time_are_heard_as_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    twins = [context.Process(target=tell, args=(tmp_path / "twins", messages())) for _ in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
        assert twin.exitcode == 0
    with closing(desk_in(tmp_path / "twins")) as desk:
        assert len(desk.log.read(STREAMS, {}, 10 * LINES)) == 2 * len(messages())
        assert believed(desk) == once(tmp_path / "alone", messages())


def test_a_stream_that_comes_whole_before_another_and_backwards_ends_the_same(tmp_path: Path) -> None:
    apart = sorted(messages(), key=lambda message: message.topic)
    apart.reverse()
    assert once(tmp_path / "apart", apart) == once(tmp_path / "mixed", messages())
