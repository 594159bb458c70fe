"""What every book of jobs promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.ports import JobBook, PlannedJob
from tests.contracts.products import JOBS

LEASE = 1_000


@pytest.fixture(params=JOBS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobBook]:
    opened = JOBS[request.param](tmp_path)
    yield opened
    opened.close()


def claimed(book: JobBook, due: int, holder: str = "a", now: int | None = None) -> bool:
    return book.claim("sweep", due, due if now is None else now, holder, LEASE)


def test_a_run_is_written_down_from_its_beginning_to_its_end(book: JobBook) -> None:
    assert claimed(book, 100)
    running = book.last("sweep")
    assert running is not None
    assert (running.outcome, running.holder, running.due) == ("running", "a", 100)
    assert book.finish("sweep", "a", 150, "done", "swept 3")
    (ended,) = book.runs("sweep", 10)
    assert (ended.started, ended.ended, ended.outcome, ended.detail) == (100, 150, "done", "swept 3")


def test_a_job_that_is_held_cannot_be_claimed(book: JobBook) -> None:
    assert claimed(book, 100)
    assert not claimed(book, 200, "b")
    assert book.claim("other", 100, 100, "b", LEASE)


def test_what_was_run_for_a_moment_is_not_run_for_it_again(book: JobBook) -> None:
    assert claimed(book, 100)
    book.finish("sweep", "a", 110, "done", "")
    assert not claimed(book, 100, "b", now=120)
    assert not claimed(book, 90, "b", now=120)
    assert claimed(book, 101, "b", now=120)


def test_the_run_of_a_holder_that_died_is_abandoned_and_the_job_free_again(book: JobBook) -> None:
    assert claimed(book, 100)
    assert claimed(book, 2_000, "b")
    newest, oldest = book.runs("sweep", 10)
    assert (newest.outcome, oldest.outcome, oldest.ended) == ("running", "abandoned", 100 + LEASE)
    assert not book.finish("sweep", "a", 2_100, "done", "too late")
    assert not book.renew("sweep", "a", 2_100, LEASE)


def test_a_holder_that_renews_stays_the_holder(book: JobBook) -> None:
    assert claimed(book, 100)
    assert book.renew("sweep", "a", 1_050, LEASE)
    assert not claimed(book, 2_000, "b")
    assert claimed(book, 2_050, "b")


def test_of_many_that_claim_at_once_one_gets_it(book: JobBook) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: claimed(book, 100 + n, f"holder-{n}", now=100), range(24)))
    assert won.count(True) == 1


def test_what_is_planned_is_told_in_the_order_of_its_planning(book: JobBook) -> None:
    sweep, backup = PlannedJob("sweep", "Sweep", "hourly", 100), PlannedJob("backup", "Backup", "daily", 200)
    book.plan([sweep, backup])
    later = PlannedJob("sweep", "Sweep", "hourly", 300)
    book.plan([later])
    assert book.planned() == [later, backup]
    book.unplan("sweep")
    assert book.planned() == [backup]


def test_old_runs_are_forgotten_but_never_the_latest(book: JobBook) -> None:
    for due in (100, 200, 300):
        assert claimed(book, due)
        book.finish("sweep", "a", due + 10, "done", "")
    assert book.prune(1_000) == 2
    assert [run.due for run in book.runs("sweep", 10)] == [300]
    assert book.last("nothing") is None
