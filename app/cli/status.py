"""``status``: which processes run, how far they are, and what is kept."""

import os
from pathlib import Path
from typing import Any, Final

import msgspec

from app.cli.desks import reading
from app.cli.up import RUNNING
from app.cli.verb import DONE, Call, Verb, no_arguments
from app.use_cases.health import PortHealth, standing
from app.use_cases.progress import MANY
from app.use_cases.status import Status, status


class Running(msgspec.Struct, frozen=True):
    """What ``up`` noted about itself; process 0 means that nothing runs."""

    pid: int = 0
    address: str = ""
    processes: dict[str, int] = {}


def run(call: Call) -> int:
    """Say how things stand."""
    running = running_now(call.settings.data)
    with reading(call) as desk:
        now = status(desk)
    document: dict[str, Any] = {"data": str(call.settings.data), "running": running, **msgspec.structs.asdict(now)}
    call.terminal.answer(document, "\n".join(_lines(call, running, now)))
    return DONE


def running_now(folder: Path) -> Running:
    """What runs on this data folder; nothing when its process is gone."""
    try:
        noted = msgspec.json.decode((folder / RUNNING).read_bytes(), type=Running)
        os.kill(noted.pid, 0)
    except (OSError, msgspec.DecodeError):
        return Running()
    return noted


def _lines(call: Call, running: Running, now: Status) -> list[str]:
    where = f"running at {running.address} (process {running.pid})" if running.pid else "not running"
    lag = f"{now.lag} or more" if now.lag >= MANY else f"{now.lag}"
    return [
        f"Mission Control is {where}; data in {call.settings.data}",
        *(f"  {name}: process {pid}" for name, pid in running.processes.items()),
        f"stores: {standing(now.ports)}",
        *(f"  {name}: {_port(port)}" for name, port in now.ports.items()),
        f"seeding: {now.seeding.state} {now.seeding.done}/{now.seeding.total} {now.seeding.step}".rstrip(),
        f"lag: {lag} records on the log are not in the graph yet; revision {now.revision}",
        *(f"  {s.tenant}/{s.iteration}: {_figures(s.watermark)}" for s in now.scopes),
    ]


def _port(port: PortHealth) -> str:
    if port.answers:
        return f"answers in {port.ms} ms"
    return f"{'does not answer' if port.essential else 'is away'}: {port.reason} ({port.without})"


def _figures(mark: Any) -> str:
    return f"{mark.events} events, revision {mark.revision}, last {mark.last_valid}"


STATUS: Final = Verb(
    "status",
    "which processes run, how far the worker is, and what is kept",
    ("mission-control status", "mission-control status --json"),
    no_arguments,
    run,
)
