"""A small server to try things with: Python's own for a folder of files, or a line of Python."""

import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from servers import probe
from servers.process import Record, read_record
from servers.server import Debian, Place, Server
from servers.settings import Settings


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def command(place: Place) -> Sequence[str]:
    return [sys.executable, "-m", "http.server", str(place.ports["http"]), "--bind", "127.0.0.1"]


def small(name: str = "small") -> Server:
    return Server(
        name=name,
        version="1",
        package=Debian("python3", Path(sys.executable)),
        image="",
        ports={"http": free_port()},
        memory_mb=20,
        command=command,
        ready=lambda place: probe.answers(place.ports["http"], "/"),
    )


def running_script(script: str, ready: Callable[[Place], bool]) -> Server:
    """A server that is a line of Python."""
    return replace(small(), command=lambda _: [sys.executable, "-c", script], ready=ready, patience_s=0.3)


def record_of(server: Server, settings: Settings) -> Record | None:
    return read_record(server.place(settings).record)


def pid_of(server: Server, settings: Settings) -> int:
    record = record_of(server, settings)
    assert record is not None
    return record.pid
