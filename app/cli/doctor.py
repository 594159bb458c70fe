"""``doctor``: is everything here that is needed, and if not, what to do."""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from app.cli.status import running_now
from app.cli.verb import DONE, ERROR, Call, Verb, no_arguments
from app.desk import Desk
from app.errors import MissionControlError, SchemaTooNew, SetupError, StoreUnavailable
from app.settings import HOST, Settings
from app.use_cases.health import ESSENTIAL, PORTS
from app.wiring import open_desk, ready_folder
from workers.lock import is_held

ENOUGH_BYTES: Final = 1 << 30


class Finding(NamedTuple):
    """One thing looked at. ``state`` is ok, warn or fail; ``do`` says what to do unless it is ok."""

    what: str
    state: str
    found: str
    do: str = ""


def run(call: Call) -> int:
    """Look at everything; exit code 2 when something fails."""
    findings = [finding for look in _LOOKS for finding in look(call.settings)]
    document = {"ok": not _failed(findings), "findings": [finding._asdict() for finding in findings]}
    call.terminal.answer(document, "\n".join(_line(finding) for finding in findings))
    return ERROR if _failed(findings) else DONE


def _failed(findings: list[Finding]) -> bool:
    return any(finding.state == "fail" for finding in findings)


def _line(finding: Finding) -> str:
    do = f"\n      → {finding.do}" if finding.do else ""
    return f"{finding.state:<4}  {finding.what}: {finding.found}{do}"


def _python(_: Settings) -> list[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    return [Finding("python", "ok", f"{found}, {sys.executable}")]


def _variables(settings: Settings) -> list[Finding]:
    return [
        Finding(name, "warn", "means nothing to Mission Control", "correct or unset it") for name in settings.unknown
    ]


def _git(_: Settings) -> list[Finding]:
    if path := shutil.which("git"):
        return [Finding("git", "ok", path)]
    return [Finding("git", "warn", "not found", "install git: scan --history and the defaults of ingest need it")]


def _chromium(_: Settings) -> list[Finding]:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if browser and driver:
        return [Finding("chromium", "ok", f"{browser}, {driver}")]
    return [Finding("chromium", "warn", "not found", "only tests need it: install chromium and chromium-driver")]


def _folder(settings: Settings) -> list[Finding]:
    try:
        ready_folder(settings.data)
    except SetupError as flaw:
        return [Finding("data folder", "fail", str(flaw), "set MC_DATA to a folder that can be written to")]
    free = shutil.disk_usage(settings.data).free
    if free < ENOUGH_BYTES:
        return [Finding("data folder", "warn", f"{settings.data}: {free >> 20} MiB free", "free some space")]
    return [Finding("data folder", "ok", f"{settings.data}: {free >> 30} GiB free")]


def _stores(settings: Settings) -> list[Finding]:
    try:
        desk = open_desk(settings, "reader")
    except MissionControlError as flaw:
        return [Finding("stores", "fail", str(flaw), "see the data folder")]
    try:
        return [_search(desk) if name == "search" else _port(name, getattr(desk, name).ping) for name in PORTS]
    finally:
        desk.close()


def _search(desk: Desk) -> Finding:
    """The search index may answer, and yet be of a form of before."""
    found = _port("search", desk.search.ping)
    if found.state == "ok" and (why := desk.search.advice()):
        return Finding("search", "warn", why, "mission-control rebuild search")
    return found


def _port(name: str, ping: Callable[[], None]) -> Finding:
    began = time.perf_counter()
    try:
        ping()
    except SchemaTooNew as flaw:
        return Finding(name, "fail", str(flaw), "use the newer version, or start anew: mission-control reset")
    except StoreUnavailable as flaw:
        state = "fail" if name in ESSENTIAL else "warn"
        return Finding(name, state, f"{flaw}; {PORTS[name]}", "look at it, or start anew: mission-control reset")
    except MissionControlError as flaw:
        return Finding(name, "fail", str(flaw), "look at the file, or start anew: mission-control reset")
    return Finding(name, "ok", f"answers in {(time.perf_counter() - began) * 1000:.0f} ms, schema is current")


def _address(settings: Settings) -> list[Finding]:
    running = running_now(settings.data)
    if running.pid:
        return [Finding("dashboard", "ok", f"running at {running.address}")]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, settings.port))
        except OSError as flaw:
            found = f"port {settings.port}: {os.strerror(flaw.errno or 0)}"
            return [Finding("dashboard", "fail", found, "end what listens there, or set MC_PORT")]
    return [Finding("dashboard", "ok", f"not running; port {settings.port} is free")]


def _worker(settings: Settings) -> list[Finding]:
    if not Path(settings.data).is_dir():
        return []
    working = is_held(settings.data, "ingest")
    found = "is running" if working else "is not running; ingest and scan do its work themselves"
    return [Finding("ingest worker", "ok", found)]


_LOOKS: Final = (_python, _variables, _git, _chromium, _folder, _stores, _address, _worker)

DOCTOR: Final = Verb(
    "doctor",
    "is everything here that is needed, and if not, what to do",
    ("mission-control doctor", "mission-control doctor --json"),
    no_arguments,
    run,
)
