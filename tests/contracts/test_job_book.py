"""What every book of jobs promises."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from app.ports import JobBook, JobRun, PlannedJob
from tests.contracts.products import JOBS
from tests.contracts.servers import close, offered


@pytest.fixture(params=offered(JOBS))
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobBook]:
    opened = JOBS[request.param](tmp_path)
    yield opened
    close(opened)


@pytest.fixture
def other(book: JobBook, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobBook]:
    """The same book as another process opens it."""
    opened = JOBS[request.node.callspec.params["book"]](tmp_path)
    yield opened
    opened.close()


def claimed(book: JobBook, due: int, holder: str = "a", known: int | None = None) -> bool:
    last = book.last("sweep")
    return book.claim("sweep", due, due, holder, (last.number if last else 0) if known is None else known)


def test_a_run_is_written_down_from_its_beginning_to_its_end(book: JobBook) -> None:
    assert claimed(book, 100)
    running = book.last("sweep")
    assert running is not None
    assert (running.outcome, running.holder, running.due) == ("running", "a", 100)
    assert book.finish("sweep", "a", 150, "done", "swept 3")
    (ended,) = book.runs("sweep", 10)
    assert (ended.started, ended.ended, ended.outcome, ended.detail) == (100, 150, "done", "swept 3")


def test_a_job_that_is_held_cannot_be_claimed(book: JobBook, other: JobBook) -> None:
    assert claimed(book, 100)
    assert not claimed(book, 200, "b")
    assert not claimed(other, 200, "b")
    assert other.claim("other", 100, 100, "b")


@pytest.mark.parametrize("clock", [-(1 << 40), 0, 100, 1 << 50])
def test_no_clock_takes_a_job_from_its_holder(book: JobBook, other: JobBook, clock: int) -> None:
    assert claimed(book, 100)
    assert not claimed(other, clock, "b")
    running = other.last("sweep")
    assert running is not None
    assert (running.outcome, running.holder) == ("running", "a")
    assert book.finish("sweep", "a", 150, "done", "")
    assert claimed(other, clock, "b")


def test_what_was_run_meanwhile_is_not_run_again(book: JobBook) -> None:
    assert claimed(book, 100)
    book.finish("sweep", "a", 110, "done", "")
    assert not claimed(book, 120, "b", known=0)
    assert claimed(book, 120, "b")


def test_a_clock_that_was_set_back_does_not_hide_the_latest_run(book: JobBook) -> None:
    for due in (1 << 50, 100):
        assert claimed(book, due)
        assert book.finish("sweep", "a", due, "done", "")
    assert [run.due for run in book.runs("sweep", 10)] == [100, 1 << 50]


def test_the_run_of_a_holder_that_was_killed_is_abandoned_and_the_job_free_again(
    book: JobBook, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    product = request.node.callspec.params["book"]
    with other_process(_claims_and_stays, product, tmp_path) as victim:
        running = book.last("sweep")
        assert running is not None
        assert running.outcome == "running"
        assert not claimed(book, 200)
        victim.kill()
        victim.join()
    assert noticed_as_left(book).ended == 0
    assert claimed(book, 200, "b")
    assert [run.outcome for run in book.runs("sweep", 10)] == ["running", "abandoned"]
    assert not book.finish("sweep", "victim", 300, "done", "too late")


def noticed_as_left(book: JobBook) -> JobRun:
    """The latest run, once the book has noticed that its holder is gone: a server hears of it from the network."""
    deadline = time.monotonic() + 30
    while (left := book.last("sweep")) is None or left.outcome != "abandoned":
        assert time.monotonic() < deadline, left
        time.sleep(0.02)
    return left


def _claims_and_stays(product: str, folder: Path, ready: Event) -> None:
    book = JOBS[product](folder)
    assert claimed(book, 100, "victim")
    ready.set()
    time.sleep(60)


@contextmanager
def other_process(
    work: Callable[[str, Path, Event], None], product: str, folder: Path
) -> Iterator[multiprocessing.context.SpawnProcess]:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=work, args=(product, folder, ready))
    process.start()
    try:
        assert ready.wait(30)
        yield process
    finally:
        process.kill()
        process.join()


def test_of_many_that_claim_at_once_one_gets_it(book: JobBook) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: claimed(book, 100 + n, f"holder-{n}", known=0), range(24)))
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
