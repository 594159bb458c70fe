"""``jobs``: what is done now and then, how it went last, and one of them at once."""

import argparse
from typing import Any, Final

import msgspec

from app.cli.desks import reading
from app.cli.verb import DONE, REFUSED, Call, Verb
from app.desk import Desk
from app.domain.moments import iso
from app.errors import BadRequest
from app.ports import PlannedJob
from app.wiring import open_desk
from workers.jobs.schedule import Schedule
from workers.jobs.table import jobs


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``jobs`` takes."""
    parser.add_argument("--run", default="", metavar="NAME", help="do this job now, unless somebody is at it")


def run(call: Call) -> int:
    """List the jobs, or run one. 1: it failed, or is being done by another."""
    return _run(call, call.arguments.run) if call.arguments.run else _list(call)


def _list(call: Call) -> int:
    with reading(call) as desk:
        now = desk.clock()
        found = [_row(desk, job) for job in desk.jobs.planned()]
    lines = [_line(row, now) for row in found] or [
        "no scheduler has been at work here yet; mission-control up starts one"
    ]
    call.terminal.answer({"now": iso(now), "jobs": found}, "\n".join(lines))
    return DONE


def _row(desk: Desk, job: PlannedJob) -> dict[str, Any]:
    last = desk.jobs.last(job.job)
    return {**msgspec.structs.asdict(job), "last": msgspec.structs.asdict(last) if last else None}


def _line(row: dict[str, Any], now: int) -> str:
    last = row["last"]
    due = f"next in {max(0, row['due'] - now) / 1000:.0f} s"
    if last is None:
        return f"{row['job']:<14} {row['rhythm']:<20} not run yet, {due}"
    took = f"{(last['ended'] - last['started']) / 1000:.1f} s" if last["ended"] else "…"
    done = f"{last['outcome']} {iso(last['started'])} in {took}"
    return f"{row['job']:<14} {row['rhythm']:<20} {done}, {due}: {last['detail']}"


def _run(call: Call, name: str) -> int:
    known = {job.name: job for job in jobs(call.settings)}
    if name not in known:
        raise BadRequest(f"there is no job {name!r}; there are {', '.join(known)}")
    desk = open_desk(call.settings, "writer")
    try:
        if not Schedule(desk, (), call.terminal.note).run(known[name], asked=True):
            raise BadRequest(f"{name} is being done by another process; ask again when it is done")
        last = desk.jobs.last(name)
    finally:
        desk.close()
    assert last is not None
    call.terminal.answer(last, f"{last.outcome}: {last.detail}")
    return DONE if last.outcome == "done" else REFUSED


JOBS: Final = Verb(
    "jobs",
    "the scheduled jobs: last and next run, duration, outcome; --run does one now",
    ("mission-control jobs", "mission-control jobs --run backup", "mission-control jobs --json"),
    arguments,
    run,
)
