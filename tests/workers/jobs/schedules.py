"""Jobs of a test, and schedules that run them."""

from collections.abc import Callable
from dataclasses import replace

from apscheduler.triggers.interval import IntervalTrigger

from app.desk import Desk
from workers.jobs.job import Job
from workers.jobs.schedule import Schedule

HOUR = 3_600_000


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
