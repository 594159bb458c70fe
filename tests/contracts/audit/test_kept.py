"""What every audit log promises of what it holds: it is found, it goes when it is old, and the chain goes on."""

from collections.abc import Iterator

import pytest

from app.domain.audit import Deed, Outcome, broken
from app.domain.moments import acceptance
from app.ports import AuditBook, Judged
from tests.contracts.audit.deeds import DAY, NOON, deed, everything, numbers, verdict


def test_entries_are_found_by_what_is_asked_the_latest_first(book: AuditBook) -> None:
    link = deed(3, "link/x", kind="bdv.link.decided", iteration="i2", who="bob")
    book.record("audit", {}, {}, [deed(1), verdict(2), link, deed(4, kind="dlq.redriven"), deed(5)])
    assert numbers(book) == [5, 4, 3, 2, 1]
    assert numbers(book, limit=2) == [5, 4]
    assert numbers(book, below=4) == [3, 2, 1]
    assert numbers(book, iteration="i2") == [3] == numbers(book, who="bob") == numbers(book, kind="bdv.link.decided")
    assert numbers(book, kind="dlq") == [4]
    assert numbers(book, kind="convergence.gate") == [5, 1]
    assert numbers(book, since=deed(2).at, until=deed(4).at) == [3, 2]
    assert numbers(book, since=deed(6).at) == []


def test_verdicts_are_counted_by_outcome_within_a_window(book: AuditBook) -> None:
    said = [verdict(1), verdict(2, "design_gap", ships=False), verdict(3), verdict(4, iteration="i2"), deed(5)]
    book.record("audit", {}, {}, said)
    good = Outcome("all_pass", True, "pass", "pass", "pass")
    bad = Outcome("design_gap", False, "pass", "fail", "pass")
    assert book.judged("acme", 0, NOON + DAY) == [Judged(good, 3), Judged(bad, 1)]
    assert book.judged("acme", verdict(2).at, verdict(4).at) == [Judged(good, 1), Judged(bad, 1)]
    assert book.judged("acme", 0, NOON + DAY, "i2") == [Judged(good, 1)]
    assert book.judged("umbrella", 0, NOON + DAY) == []


def test_what_is_old_enough_goes_and_the_chain_goes_on(book: AuditBook) -> None:
    old = [verdict(n, at=NOON - 4_000 * DAY, accepted=acceptance(NOON - 4_000 * DAY, 0, n)) for n in (1, 2)]
    book.record("audit", {}, {"dde-0": 2}, [*old, verdict(3)])
    assert book.retain(NOON + DAY, 2_555 * DAY) > 0
    assert numbers(book) == [3]
    assert book.judged("acme", 0, NOON + DAY) == [Judged(Outcome("all_pass", True, "pass", "pass", "pass"), 1)]
    book.record("audit", {"dde-0": 2}, {"dde-0": 3}, [deed(4)])
    assert [entry.number for entry in book.chain("acme")] == [3, 4]
    assert broken(book.chain("acme")) == ""


def test_a_recent_entry_stays(book: AuditBook) -> None:
    book.record("audit", {}, {}, [deed(1)])
    assert book.retain(NOON + DAY, 2_555 * DAY) == 0
    assert numbers(book) == [1]


def test_a_book_made_anew_holds_what_it_is_given_and_nothing_else(book: AuditBook) -> None:
    book.record("audit", {}, {"dde-0": 9, "acc-0": 1}, [verdict(1), deed(2)])
    assert book.anew("audit", {"dde-0": 3}, iter([deed(3), verdict(4)])) == 2
    assert everything(book) == [deed(3), verdict(4)]
    assert book.positions("audit") == {"dde-0": 3}
    assert book.heads()["acme"].number == 2
    assert [one.count for one in book.judged("acme", 0, NOON + DAY)] == [1]


def test_what_breaks_off_while_a_book_is_made_anew_changes_nothing(book: AuditBook) -> None:
    book.record("audit", {}, {"dde-0": 1}, [deed(1)])

    def cut_short() -> Iterator[Deed]:
        yield deed(2)
        raise KeyError

    with pytest.raises(KeyError):
        book.anew("audit", {}, cut_short())
    assert everything(book) == [deed(1)]
    assert book.positions("audit") == {"dde-0": 1}
