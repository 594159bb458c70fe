"""What every audit log promises."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.audit import FIRST, Deed, Head, Outcome, broken
from app.domain.moments import acceptance
from app.errors import StoreUnavailable
from app.ports import AuditBook, Judged, Sought
from tests.contracts.processes import in_threads, kill_after, start
from tests.contracts.products import AUDITS
from tests.contracts.servers import close, offered

NOON = 1_762_257_600_000  # 2025-11-04 12:00 UTC
DAY = 86_400_000
OpenBook = Callable[[Path], AuditBook]


@pytest.fixture(params=offered(AUDITS))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_book(product: str) -> Iterator[OpenBook]:
    opened: list[AuditBook] = []

    def opening(folder: Path) -> AuditBook:
        opened.append(AUDITS[product](folder))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def book(open_book: OpenBook, tmp_path: Path) -> AuditBook:
    return open_book(tmp_path)


def deed(number: int, subject: str = "gate/production", **more: object) -> Deed:
    """The number-th deed, a minute after the one before."""
    at = NOON + number * 60_000
    return msgspec.structs.replace(
        Deed(acceptance(at + 5, 3, number), at, "acme", "i1", "convergence.gate.checked", subject, "ada"), **more
    )


def verdict(number: int, name: str = "all_pass", ships: bool = True, **more: object) -> Deed:
    after = {"verdict": name, "can_deploy": ships, "dde": "pass", "bdv": "pass" if ships else "fail", "acc": "pass"}
    return deed(number, "verdict", kind="convergence.verdict.changed", after=after, **more)


def everything(book: AuditBook, tenant: str = "acme") -> list[Deed]:
    return [entry.deed for entry in book.chain(tenant)]


def numbers(book: AuditBook, limit: int = 100, **sought: object) -> list[int]:
    return [entry.number for entry in book.entries(Sought(tenant="acme", **sought), limit)]  # type: ignore[arg-type]


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
