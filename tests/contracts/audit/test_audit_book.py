"""What every audit log promises of entering: whole, in order, once."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.audit import FIRST, Head, broken
from app.errors import StoreUnavailable
from app.ports import AuditBook, Sought
from tests.contracts.audit.conftest import OpenBook
from tests.contracts.audit.deeds import NOON, deed, everything, numbers
from tests.contracts.processes import in_threads, kill_after, start


def test_a_book_that_holds_nothing_says_so(book: AuditBook) -> None:
    assert everything(book) == []
    assert book.entries(Sought(tenant="acme"), 10) == []
    assert book.heads() == {}
    assert book.positions("audit") == {}
    assert book.judged("acme", 0, NOON) == []
    book.ping()


def test_what_is_entered_comes_back_as_it_was(book: AuditBook) -> None:
    said = deed(
        1,
        who="Ada “the” Löve",
        why="it had to\nbe",
        before={"a": "b", "n": -3, "t": True},
        after={"z": False, "a": "\u2028 x'\\", "n": 1 << 50},
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        event_id="e-1",
    )
    assert book.record("audit", {}, {"dde-0": 1}, [said]) == 1
    assert everything(book) == [said]


def test_entries_are_chained_in_the_order_in_which_they_came(book: AuditBook) -> None:
    book.record("audit", {}, {"dde-0": 2}, [deed(1), deed(2)])
    book.record("audit", {"dde-0": 2}, {"dde-0": 3}, [deed(3)])
    entries = list(book.chain("acme"))
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [FIRST.digest, entries[0].digest, entries[1].digest]
    assert len({entry.digest for entry in entries}) == 3
    assert broken(entries) == ""
    assert book.heads() == {"acme": Head(3, entries[2].digest)}


def test_each_tenant_has_a_chain_of_its_own(book: AuditBook) -> None:
    mine, theirs = deed(1), deed(2, tenant="umbrella")
    book.record("audit", {}, {}, [mine, theirs, deed(3)])
    assert {tenant: head.number for tenant, head in book.heads().items()} == {"acme": 2, "umbrella": 1}
    assert [one.tenant for one in everything(book, "umbrella")] == ["umbrella"]
    assert numbers(book) == [2, 1]


def test_a_deed_says_how_its_subject_stood_before(book: AuditBook) -> None:
    book.record("audit", {}, {"dde-0": 1}, [deed(1, after={"approved": False}), deed(2, "other", after={"x": 1})])
    book.record("audit", {"dde-0": 1}, {"dde-0": 2}, [deed(3, after={"approved": True})])
    assert [one.before for one in everything(book)] == [{}, {}, {"approved": False}]


def test_what_is_told_again_without_change_is_no_deed(book: AuditBook) -> None:
    one, two, three = (
        deed(n, "suppression/s", kind="acc.suppression.declared", after={"expires": n // 3}) for n in (1, 2, 3)
    )
    assert book.record("audit", {}, {}, [one, two, three]) == 2
    assert everything(book) == [one, msgspec.structs.replace(three, before={"expires": 0})]


def test_a_record_is_entered_once_however_often_it_is_told(book: AuditBook) -> None:
    assert book.record("audit", {}, {"dde-0": 1}, [deed(1)]) == 1
    assert book.record("audit", {"dde-0": 1}, {"dde-0": 2}, [deed(1), deed(2)]) == 1
    assert [one.accepted for one in everything(book)] == [deed(1).accepted, deed(2).accepted]


def test_positions_come_with_the_entries(book: AuditBook) -> None:
    book.record("audit", {}, {"dde-1": 5, "acc-0": 2}, [deed(1)])
    book.record("audit", {"dde-1": 5, "acc-0": 2}, {"dde-1": 6}, [])
    assert book.positions("audit") == {"dde-1": 6, "acc-0": 2}
    assert book.positions("another") == {}


def test_of_two_at_the_same_work_one_is_refused_and_leaves_nothing(open_book: OpenBook, tmp_path: Path) -> None:
    one, other = open_book(tmp_path), open_book(tmp_path)
    one.record("audit", {}, {"dde-0": 1}, [deed(1)])
    with pytest.raises(StoreUnavailable, match="stands elsewhere"):
        other.record("audit", {}, {"dde-0": 2}, [deed(1), deed(2)])
    assert len(everything(one)) == 1
    assert one.positions("audit") == {"dde-0": 1}


def test_threads_that_race_enter_everything_once(open_book: OpenBook, tmp_path: Path) -> None:
    book = open_book(tmp_path)
    refused = []

    def work(_: int) -> None:
        while (stands := book.positions("audit")).get("dde-0", 0) < 12:
            place = stands.get("dde-0", 0)
            try:
                book.record("audit", stands, {"dde-0": place + 1}, [deed(place)])
            except StoreUnavailable:
                refused.append(place)

    in_threads(work)
    assert [one.accepted for one in everything(book)] == [deed(n).accepted for n in range(12)]
    assert broken(book.chain("acme")) == ""


def test_a_killed_writer_leaves_entries_and_position_in_step(
    product: str, open_book: OpenBook, tmp_path: Path
) -> None:
    reader = open_book(tmp_path)
    said = kill_after(start("enter", product, tmp_path, "audit"), lines=25)
    kept = len(everything(reader))
    assert said <= kept <= said + 1
    assert reader.positions("audit") == {"dde-0": kept}
    assert broken(reader.chain("acme")) == ""


STEPS = st.lists(st.lists(st.integers(0, 40), max_size=5), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_entered_in_steps_or_at_once_is_the_same_chain(
    open_book: OpenBook, tmp_path_factory: pytest.TempPathFactory, steps: list[list[int]]
) -> None:
    told = list(dict.fromkeys(number for step in steps for number in step))
    at_once = open_book(tmp_path_factory.mktemp("once"))
    at_once.anew("audit", {}, (deed(number, f"s{number % 3}", after={"n": number}) for number in told))
    in_steps = open_book(tmp_path_factory.mktemp("steps"))
    for step in steps:
        new = [deed(number, f"s{number % 3}", after={"n": number}) for number in dict.fromkeys(step)]
        in_steps.record("audit", {}, {}, new)
    assert list(in_steps.chain("acme")) == list(at_once.chain("acme"))
    assert in_steps.heads() == at_once.heads()
    in_steps.close(), at_once.close()


def test_a_closed_book_stays_closed_and_says_so(book: AuditBook) -> None:
    book.close()
    book.close()
    with pytest.raises(StoreUnavailable):
        book.ping()


def test_an_event_that_came_to_lie_on_the_log_twice_is_entered_once(book: AuditBook) -> None:
    first, again, other = deed(1, event_id="e1"), deed(2, event_id="e1"), deed(3, event_id="e2")
    again = msgspec.structs.replace(again, at=first.at)
    assert book.record("w", {}, {"dde-0": 2}, [first, again]) == 1
    assert book.record("w", {"dde-0": 2}, {"dde-0": 4}, [again, other]) == 1
    assert everything(book) == [first, other]


def test_a_letter_that_is_sent_again_twice_is_two_deeds(book: AuditBook) -> None:
    once, twice = (deed(n, "letter/l1", kind="dlq.redriven", event_id="l1") for n in (1, 2))
    assert book.record("w", {}, {"dlq-0": 2}, [once, twice]) == 2
