"""Jobs that fail or hang, and books and stores that are busy or away: nothing is lost, and nobody else is harmed."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app.desk import Desk
from app.errors import BadRequest, StoreUnavailable
from app.ports import JobBook
from tests.workers.desks import desk_in, now
from tests.workers.jobs.schedules import HOUR, at, job, schedule
from workers.jobs.schedule import Schedule


@pytest.mark.parametrize("flaw", [BadRequest("no such folder"), ZeroDivisionError("by zero")])
def test_a_job_that_fails_is_written_down_and_harms_nobody(desk: Desk, flaw: Exception) -> None:
    def work(_desk: Desk) -> str:
        raise flaw

    told: list[str] = []
    assert Schedule(desk, (), told.append).run(job(work), asked=True)
    last = desk.jobs.last("sweep")
    assert last is not None
    assert last.outcome == "failed"
    assert str(flaw) in last.detail
    assert told


def test_a_busy_store_postpones_a_job_which_is_tried_again_with_growing_pauses(desk: Desk) -> None:
    def work(_desk: Desk) -> str:
        if busy:
            raise StoreUnavailable("database is locked")
        return "swept"

    busy, clock, waits = True, 1_790_000_000_000, []  # an afternoon
    daily = msgspec.structs.replace(job(work), trigger=CronTrigger(hour=2, timezone="UTC"))
    schedule(at(desk, clock)).run(daily, asked=True)
    while (last := desk.jobs.last("sweep")) and last.outcome == "postponed":
        (planned,) = desk.jobs.planned()
        waits.append(round((planned.due - clock) / 60_000))
        assert f"tried again in {waits[-1]} min ({len(waits)} of 5)" in last.detail
        assert not schedule(at(desk, planned.due - 2_000)).run(daily)
        clock = planned.due
        assert schedule(at(desk, clock)).run(daily)
    assert waits == [1, 2, 4, 8, 16]
    assert last is not None
    assert (last.outcome, "tried 6 times" in last.detail) == ("failed", True)
    busy = False
    assert not schedule(at(desk, clock + HOUR)).run(daily)
    assert schedule(at(desk, clock + 24 * HOUR)).run(daily)
    assert [run.outcome for run in desk.jobs.runs("sweep", 2)] == ["done", "failed"]


def test_a_job_that_is_due_soon_is_not_postponed_beyond_that(desk: Desk) -> None:
    def work(_desk: Desk) -> str:
        raise StoreUnavailable("database is locked")

    often = msgspec.structs.replace(job(work), trigger=IntervalTrigger(seconds=20, timezone="UTC"))
    mine = schedule(desk, often)
    assert mine.run(often, asked=True)
    assert mine.next_due(often).timestamp() * 1000 == pytest.approx(now() + 20_000, abs=3_000)


class BusyBook:
    """A book that two writers find busy before it takes the third."""

    def __init__(self, book: JobBook) -> None:
        self._book, self._refused = book, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def finish(self, *said: Any) -> bool:
        """Busy at first."""
        if self._refused < 2:
            self._refused += 1
            raise StoreUnavailable("the book is locked")
        return self._book.finish(*said)


def test_a_busy_book_keeps_no_job_held_that_is_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.jobs.schedule.FINISH_PAUSES_S", (0, 0))
    busy = replace(desk, jobs=BusyBook(desk.jobs))  # type: ignore[arg-type]
    assert schedule(busy).run(job(lambda _desk: "swept"), asked=True)
    assert schedule(desk).run(job(lambda _desk: "swept again"), asked=True)
    assert [run.detail for run in desk.jobs.runs("sweep", 9)] == ["swept again", "swept"]


def test_a_run_that_was_broken_off_is_done_again_at_once(desk: Desk, tmp_path: Path) -> None:
    """The book of the one that died is closed, as the system does it."""
    other = desk_in(tmp_path)
    assert other.jobs.claim("sweep", now(), now(), "victim")
    other.close()
    sweep = job(lambda _desk: "swept")
    mine = schedule(desk)
    assert mine.next_due(sweep).timestamp() * 1000 == pytest.approx(now(), abs=2_000)
    assert mine.run(sweep)
    assert not mine.run(sweep)
    assert [run.outcome for run in desk.jobs.runs("sweep", 9)] == ["done", "abandoned"]


def test_a_job_that_takes_too_long_is_left_and_named_and_done_at_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.jobs.schedule.FIRST_WAIT_S", 0)
    begun, over = threading.Event(), threading.Event()

    def work(_desk: Desk) -> str:
        begun.set()
        over.wait(30)
        return "done"

    long = msgspec.structs.replace(job(work), trigger=IntervalTrigger(seconds=1, timezone="UTC"))
    running = schedule(desk, long)
    running.start()
    assert begun.wait(20)
    assert running.stop(within_s=0.2) == ("sweep",)
    over.set()
    assert running.stop(within_s=20) == ()


def test_a_book_that_is_away_at_the_start_is_waited_for(desk: Desk) -> None:
    away = [True]

    class Book:
        def __getattr__(self, name: str) -> object:
            if away[0]:
                raise StoreUnavailable("the book is away")
            return getattr(desk.jobs, name)

    running = schedule(replace(desk, jobs=Book()), job(lambda _desk: "swept"))  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        running.step()
    away[0] = False
    running.step()
    assert [planned.job for planned in desk.jobs.planned()] == ["sweep"]
    assert running.stop() == ()
