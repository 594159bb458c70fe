"""``up``: the processes of the Procfile, the first filling with data, and one Ctrl-C that ends all of it."""

import argparse
import os
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from app import seeding
from app.cli.processes import Crew, read_procfile
from app.cli.seedbar import SeedBar
from app.cli.verb import DONE, ERROR, Call, Verb
from app.desk import Desk
from app.errors import SetupError, StoreUnavailable
from app.settings import HOST, Settings
from app.use_cases.health import ESSENTIAL, PORTS, check_essential
from app.wiring import open_desk
from workers.lock import only_one
from workers.patience import patiently

ROOT: Final = Path(__file__).resolve().parents[2]
LOCK: Final = "up"
RUNNING: Final = "up.json"
SEED: Final = "seed"
PROCFILES: Final = {"sqlite": "Procfile", "servers": "Procfile.servers"}
"""On one machine's files a few processes do all; on servers each role has one of its own."""

Say = Callable[[str], None]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``up`` takes."""
    parser.add_argument("--no-seed", action="store_true", help="do not fill in the data shown at first")


def run(call: Call) -> int:
    """Check, start, watch, end."""
    settings, terminal = call.settings, call.terminal
    for name, value in settings.variables().items():
        terminal.note(f"{name}={value}")
    _check(settings, terminal.note)
    stop, hurry = threading.Event(), threading.Event()
    with only_one(settings.data, LOCK), _signals(stop, hurry), SeedBar(terminal) as bar:
        crew = Crew(ROOT, _environment(settings), bar.show)
        try:
            watch = _Watch(call, crew, bar)
            watch.start()
            return watch.until(stop)
        finally:
            crew.stop(hurry)
            (settings.data / RUNNING).unlink(missing_ok=True)


def _check(settings: Settings, say: Say) -> None:
    """Everything that could keep the processes from starting. Raises SetupError or SchemaTooNew, and StoreUnavailable
    when log or graph were waited for in vain."""
    desk = open_desk(settings, "reader")
    try:
        patiently(lambda: check_essential(desk), settings.patience_ms, say)
        _note_what_is_missing(desk, say)
    finally:
        desk.close()
    _check_port(settings)


def _note_what_is_missing(desk: Desk, say: Say) -> None:
    for name in (name for name in PORTS if name not in ESSENTIAL):
        try:
            getattr(desk, name).ping()
        except StoreUnavailable as flaw:
            say(f"goes on without {name}: {flaw} ({PORTS[name]})")


def _check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, settings.port))
        except OSError as flaw:
            other = settings.port + 1 if settings.port < 65535 else 8050
            raise SetupError(
                f"port {settings.port} on {HOST} cannot be used ({flaw.strerror}); "
                f"end what listens there, or take another: MC_PORT={other}"
            ) from flaw


@contextmanager
def _signals(stop: threading.Event, hurry: threading.Event) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM, or a closed terminal) asks to stop, the second to hurry."""

    def handle(_number: int, _frame: object) -> None:
        (hurry if stop.is_set() else stop).set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _environment(settings: Settings) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, **settings.variables(), "PATH": path, "PYTHONUNBUFFERED": "1"}


class _Watch:
    """The processes from their start to the stop that is asked for, or the first that ends by itself."""

    def __init__(self, call: Call, crew: Crew, bar: SeedBar) -> None:
        self._settings, self._terminal = call.settings, call.terminal
        self._seed = not call.arguments.no_seed
        self._crew, self._bar = crew, bar
        self._serving = False

    def start(self) -> None:
        """Start what the Procfile names."""
        if self._seed:
            folder = self._settings.data
            seeding.write(folder, seeding.waiting(seeding.read(folder)))
        for name, command in read_procfile(ROOT / PROCFILES[self._settings.store]).items():
            self._crew.start(name, command)
        _tell(self._settings, self._crew)

    def until(self, stop: threading.Event) -> int:
        """Watch until stopped; answers with the exit code."""
        while not stop.wait(0.1):
            if (ended := self._crew.ended()) and not self._was_seed(*ended):
                self._terminal.trouble(f"{ended[0]} ended by itself (exit code {ended[1]}); ending the rest")
                return ERROR
            if not self._serving and _answers(self._settings):
                self._serve()
        self._terminal.note("ending ...")
        return DONE

    def _serve(self) -> None:
        self._serving = True
        self._terminal.note(f"Mission Control is at {self._settings.address} (Ctrl-C ends it)")
        if self._seed:
            self._crew.start(SEED, "python -m app.cli.main seed --lines")

    def _was_seed(self, name: str, code: int) -> bool:
        """Whether it was only the seeding that ended, as it should."""
        if name == SEED:
            self._crew.release(SEED)
            self._bar.finish(code)
        return name == SEED


def _tell(settings: Settings, crew: Crew) -> None:
    """Leave a note for ``status``: who runs, and where."""
    known = {"pid": os.getpid(), "address": settings.address, "processes": crew.pids}
    (settings.data / RUNNING).write_bytes(msgspec.json.encode(known))


def _answers(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{settings.address}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


UP: Final = Verb(
    "up",
    "start the dashboard and its workers, with data; Ctrl-C ends all of it",
    ("mission-control up", "MC_PORT=8051 MC_DATA=/tmp/trial mission-control up --no-seed"),
    arguments,
    run,
)
