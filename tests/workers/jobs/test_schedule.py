"""Jobs run when they are due, once, and their book tells how it went."""

import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from apscheduler.triggers.interval import IntervalTrigger

from app.desk import Desk
from app.ports import PlannedJob
from tests.workers.desks import desk_in, now
from tests.workers.jobs.schedules import HOUR, at, job, schedule, was_run
from workers.jobs.job import Job


def test_a_run_says_what_it_did(desk: Desk) -> None:
    assert schedule(desk).run(job(lambda _desk: "swept 3"), asked=True)
    last = desk.jobs.last("sweep")
    assert last is not None
    assert (last.outcome, last.detail) == ("done", "swept 3")
    (planned,) = desk.jobs.planned()
    assert planned.due == pytest.approx(last.due + HOUR, abs=5)


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
