"""Jobs run when they are due, once, and their book tells how it went."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app.desk import Desk
from app.errors import BadRequest, StoreUnavailable
from app.ports import JobBook, PlannedJob
from tests.workers.desks import desk_in, now
from workers.jobs.job import Job
from workers.jobs.schedule import Schedule

HOUR = 3_600_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path)
    yield opened
    opened.close()


def job(work: Callable[[Desk], str], name: str = "sweep") -> Job:
    return Job(name, "Sweep", "every hour", IntervalTrigger(hours=1, timezone="UTC"), work)


def schedule(desk: Desk, *jobs: Job) -> Schedule:
    return Schedule(desk, jobs, lambda _text: None)


def at(desk: Desk, clock: int) -> Desk:
    """The same desk with its clock at another moment (ms)."""
    return replace(desk, clock=lambda: clock)


def was_run(desk: Desk, due: int) -> None:
    last = desk.jobs.last("sweep")
    assert desk.jobs.claim("sweep", due, due, "earlier", last.number if last else 0)
    assert desk.jobs.finish("sweep", "earlier", due + 1, "done", "")


def test_a_run_says_what_it_did(desk: Desk) -> None:
    assert schedule(desk).run(job(lambda _desk: "swept 3"), asked=True)
    last = desk.jobs.last("sweep")
    assert last is not None
    assert (last.outcome, last.detail) == ("done", "swept 3")
    (planned,) = desk.jobs.planned()
    assert planned.due == pytest.approx(last.due + HOUR, abs=5)


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


def test_what_was_missed_while_nothing_ran_is_due_once_and_at_once(desk: Desk) -> None:
    long_ago = now() - 10 * HOUR
    was_run(desk, long_ago)
    ran: list[str] = []
    sweep = job(lambda _desk: ran.append("x") or "swept")  # type: ignore[func-returns-value]
    mine = schedule(desk)
    assert mine.next_due(sweep).timestamp() * 1000 == pytest.approx(now(), abs=2_000)
    assert mine.run(sweep)
    assert not mine.run(sweep)
    assert len(ran) == 1
    assert mine.next_due(sweep).timestamp() * 1000 == pytest.approx(now() + HOUR, abs=2_000)


def test_two_schedulers_never_run_a_job_at_once(desk: Desk, tmp_path: Path) -> None:
    working, most, guard = [0], [0], threading.Lock()
    begun, go_on = threading.Event(), threading.Event()

    def work(_desk: Desk) -> str:
        with guard:
            working[0] += 1
            most[0] = max(most[0], working[0])
        begun.set()
        go_on.wait(10)
        with guard:
            working[0] -= 1
        return "worked"

    other = desk_in(tmp_path)
    first = threading.Thread(target=lambda: schedule(desk).run(job(work), asked=True))
    first.start()
    assert begun.wait(10)
    assert not schedule(other).run(job(work), asked=True)
    go_on.set()
    first.join(10)
    other.close()
    assert most == [1]


def test_a_second_scheduler_leaves_what_the_first_has_done_for_this_time(desk: Desk, tmp_path: Path) -> None:
    other, ran = desk_in(tmp_path), []

    def sweep(name: str) -> Job:
        return job(lambda _desk: ran.append(name) or "swept")  # type: ignore[func-returns-value]

    assert schedule(desk).run(sweep("first"), asked=True)
    assert not schedule(other).run(sweep("second"))
    other.close()
    assert ran == ["first"]


def test_a_job_that_was_due_before_its_first_run_is_done_though_nothing_ran_then(desk: Desk) -> None:
    """A daily job on a machine that is off at that hour, from the first day on."""
    sweep = job(lambda _desk: "swept")
    desk.jobs.plan([PlannedJob("sweep", "Sweep", "every hour", now() - 5 * HOUR)])
    assert schedule(desk).next_due(sweep).timestamp() * 1000 == pytest.approx(now(), abs=2_000)


@pytest.mark.parametrize("moved", [-8760 * HOUR, -2 * HOUR, 2 * HOUR, 8760 * HOUR])
def test_a_clock_that_is_set_costs_one_run_and_no_more(desk: Desk, moved: int) -> None:
    was_run(desk, now())
    sweep, moment = job(lambda _desk: "swept"), now() + moved
    mine = schedule(at(desk, moment))
    assert mine.run(sweep)
    assert not mine.run(sweep)
    assert mine.next_due(sweep).timestamp() * 1000 == pytest.approx(moment + HOUR, abs=2)
    assert schedule(at(desk, moment + HOUR)).run(sweep)


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


def test_timers_follow_a_clock_that_is_set_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer was set a year ahead; the look between two turns finds it."""
    monkeypatch.setattr("workers.jobs.schedule.FIRST_WAIT_S", 0)
    monkeypatch.setattr("workers.jobs.schedule.LOOK_S", 0)
    done, clock = threading.Event(), [now() + 8760 * HOUR]

    def work(_desk: Desk) -> str:
        done.set()
        return "swept"

    was_run(desk, clock[0])
    running = schedule(replace(desk, clock=lambda: clock[0]), job(work))
    running.start()
    running.step()
    assert not done.wait(0.2)
    clock[0] = now()
    running.step()
    assert done.wait(10)
    running.stop()


def test_a_job_that_never_ran_runs_when_its_first_time_comes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rhythm is longer than the slack, so no lucky second run stands in for the first."""
    monkeypatch.setattr("workers.jobs.schedule.FIRST_WAIT_S", 0)
    done = threading.Event()

    def work(_desk: Desk) -> str:
        done.set()
        return "done"

    running = schedule(desk, msgspec.structs.replace(job(work), trigger=IntervalTrigger(seconds=4, timezone="UTC")))
    running.start()
    assert done.wait(20)
    running.stop()


def test_the_jobs_run_by_themselves(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.jobs.schedule.FIRST_WAIT_S", 0)
    done = threading.Event()

    def work(_desk: Desk) -> str:
        done.set()
        return "done"

    quick = msgspec.structs.replace(job(work), trigger=IntervalTrigger(seconds=1, timezone="UTC"))
    running = schedule(desk, quick)
    running.start()
    assert done.wait(10)
    running.stop()
    assert [run.outcome for run in desk.jobs.runs("sweep", 10)][-1] == "done"


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
