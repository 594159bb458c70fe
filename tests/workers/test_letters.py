"""Dead letters: what becomes of each is on the log; their messages go back untouched, in order, and not for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.partitions import partition_of
from app.errors import BadRequest
from app.ports import DeadLetter, Message
from app.use_cases.letters.book import DISCARDED, OPEN, REPLAYED, Letter, statement
from app.use_cases.letters.choice import Wanted, chosen, grouped, named
from app.use_cases.letters.redrive import FAILURES, Change, discard, plan
from app.wire import avro, deadletters
from tests.workers.dead_letters import broken, fail, letters, send_again, set_aside, sound
from tests.workers.desks import desk_in
from workers.drain import drain

NAMES = ("i1", "i2", "i3", "a-much-longer-name", "β")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path)
    yield opened
    opened.close()


def test_a_letter_says_where_it_is_from_why_and_by_whom_it_could_not_be_read(desk: Desk) -> None:
    fail(desk, *broken("no event"), Message("bdv", "i1", b"\0\0\0\0\x07xx"))
    first, second = letters(desk)
    assert {first.place, second.place} == {f"dde-{partition_of('dde', 'i1')}@0", f"bdv-{partition_of('bdv', 'i1')}@0"}
    assert [one.state for one in (first, second)] == [OPEN, OPEN]
    assert {one.told.schema_id for one in (first, second)} == {0, 7}
    assert {one.told.consumer for one in (first, second)} == {"ingest"}


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(12)))
def test_messages_go_back_untouched_to_their_own_partition_in_the_order_of_acceptance(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    desk = desk_in(tmp_path_factory.mktemp("desk"))
    told = [Message(("dde", "bdv", "acc")[n % 3], NAMES[n % 5], b"message %d" % n) for n in range(12)]
    for n in order:
        desk.log.append([told[n]])
    drain(desk)
    before = desk.log.ends(("dde", "bdv", "acc"))
    send_again(desk, letters(desk))
    again = desk.log.read(("dde", "bdv", "acc"), before, 100)
    assert [(r.topic, r.key, r.value) for r in again] == [(told[n].topic, told[n].key, told[n].value) for n in order]
    assert all(r.partition == partition_of(r.topic, r.key) for r in again)
    desk.close()


def test_what_was_sound_arrives_and_its_letter_is_replayed(desk: Desk) -> None:
    found = set_aside(desk, sound("i1", "i1", "i2"))
    send_again(desk, found)
    drain(desk)
    assert [(one.state, one.by, len(one.sent), one.failures) for one in letters(desk)] == [
        (REPLAYED, "ann", 1, 0)
    ] * 3
    assert len(desk.graph.snapshot(Scope("t", "i1")).labelled("Task")) == 2


def test_a_letter_told_twice_is_one_and_is_not_opened_again(desk: Desk) -> None:
    (letter,) = set_aside(desk, sound("i1"))
    send_again(desk, [letter])
    desk.log.append([Message("dlq", letter.key, deadletters.encode(letter.told))])
    assert [one.state for one in letters(desk)] == [REPLAYED]


def test_what_comes_back_three_times_is_sent_no_more_unless_that_is_wanted(desk: Desk) -> None:
    fail(desk, *broken("never an event"))
    for failures in range(FAILURES):
        (last,) = chosen(letters(desk), Wanted(state=OPEN))
        assert last.failures == failures
        assert plan([last], force=True).send == [last]
        send_again(desk, [last])
        drain(desk)
    (last,) = chosen(letters(desk), Wanted(state=OPEN))
    planned = plan([last], force=True)
    assert planned.send == []
    assert "came back from 3 sendings" in planned.skipped[0][1]
    assert plan([last], force=True, force_loop=True).send == [last]


def test_the_same_bytes_sent_anew_by_their_producer_are_held_by_the_same_guard(desk: Desk) -> None:
    fail(desk, *broken("never an event"))
    for _ in range(FAILURES):
        send_again(desk, chosen(letters(desk), Wanted(state=OPEN)))
        drain(desk)
    fail(desk, *broken("never an event"), *broken("another"))
    open_ones = chosen(letters(desk), Wanted(state=OPEN))
    assert [one.told.value for one in plan(open_ones, force=True).send] == [b"another"]


def test_several_copies_that_come_back_from_one_sending_count_once(desk: Desk) -> None:
    fail(desk, *broken("copy", "copy", "copy"))
    send_again(desk, letters(desk))
    drain(desk)
    assert {one.failures for one in letters(desk)} == {1}


def test_what_cannot_get_better_is_skipped_unless_forced(desk: Desk) -> None:
    found = [*set_aside(desk, sound("i1"), can_retry=False)]
    assert plan(found).send == []
    assert plan(found, force=True).send == found


def test_a_discarded_letter_keeps_who_when_and_why_and_is_not_sent(desk: Desk) -> None:
    found = set_aside(desk, sound("i1", "i2"))
    assert discard(desk.log, deadletters.encode, found[:1], Change("bob", 1_790_000_000_000, "a trial run")) == 1
    gone, kept = letters(desk)
    assert (gone.state, gone.by, gone.changed_at, gone.note) == (DISCARDED, "bob", 1_790_000_000_000, "a trial run")
    assert plan([gone, kept]).send == [kept]
    assert gone.told.value == found[0].told.value


def test_letters_of_one_fault_are_one_cause_whatever_differs_between_them(desk: Desk) -> None:
    fail(desk, *broken("abc", "defg"), Message("bdv", "i2", b"\0\0\0\0\x07"), Message("bdv", "i2", b"\0\0\0\0\x09"))
    found = letters(desk)
    by_cause = grouped(found, "cause", avro.kind_of)
    assert [(group.count, dict(group.states)) for group in by_cause] == [(2, {OPEN: 2}), (2, {OPEN: 2})]
    assert {g.name: g.count for g in grouped(found, "stream", avro.kind_of)} == {"dde": 2, "bdv": 2}
    assert {g.name: g.count for g in grouped(found, "iteration", avro.kind_of)} == {"i1": 2, "i2": 2}
    assert {g.name: g.count for g in grouped(found, "type", avro.kind_of)} == {"unreadable": 4}
    (sane,) = grouped(set_aside(desk, sound("i9"))[-1:], "type", avro.kind_of)
    assert sane.name == "dde.task.created"


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        (Wanted(category="transient_network"), {b"sound"}),
        (Wanted(cause="BYTE 0"), {b"a", b"b"}),
        (Wanted(streams=("bdv",)), {b"b"}),
        (Wanted(iteration="i2"), {b"b", b"sound"}),
        (Wanted(state="replayed"), set()),
        (Wanted(since=0, until=1), set()),
        (Wanted(since=1), {b"a", b"b", b"sound"}),
    ],
)
def test_letters_are_found_by_what_is_known_of_them(desk: Desk, wanted: Wanted, values: set[bytes]) -> None:
    fail(desk, Message("dde", "i1", b"a" * 9), Message("bdv", "i2", b"b" * 9))
    set_aside(desk, [Message("acc", "i2", b"sound")])
    found = chosen(letters(desk), wanted)
    assert {one.told.value[:1] if len(one.told.value) == 9 else one.told.value for one in found} == values


def test_a_letter_is_named_by_the_beginning_of_its_id(desk: Desk) -> None:
    fail(desk, *broken("a", "b"))
    one, other = letters(desk)
    assert named([one, other], one.told.letter_id[:12]) == one
    for wrong in ("d-", "", "nothing"):
        with pytest.raises(BadRequest, match="dead letters start with"):
            named([one, other], wrong)


def test_an_open_letter_is_part_of_the_state_a_discarded_one_otherwise_one_sent_again_no_more() -> None:
    told = DeadLetter("d-1", "dde", 0, 0, "CRITICAL", "why", 1, False, b"x")
    said = [statement(Letter(told, "i1", state)) for state in (OPEN, DISCARDED, REPLAYED)]
    assert len(set(said)) == 3
    assert said[2] == ""
