"""What is to be known of a server to install it, start it, ask whether it is ready, and end it."""

import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import HOST
from servers.java import NONE, Java
from servers.settings import Settings


class Missing(Exception):
    """This machine lacks something that a server needs; the text names it in one line."""


class Broken(Exception):
    """A server does not come up; the text says why in one line."""


@dataclass(frozen=True)
class Maven:
    """A server that is made of jars: ``module`` names its folder under ``servers/java``.

    ``launcher`` is the Java file there that starts it, where the packages hold no program of their own.
    """

    module: str
    least_java: int
    launcher: str = ""


@dataclass(frozen=True)
class Debian:
    """A server that comes as a package of the operating system, and the program in it."""

    package: str
    program: Path


@dataclass(frozen=True)
class Place:
    """Where one server lives: its folders under the state folder, and its ports."""

    settings: Settings
    name: str
    group: str
    ports: Mapping[str, int]
    java: Java = NONE

    @property
    def lib(self) -> Path:
        """The jars, shared by the servers of a group."""
        return self.settings.state / "lib" / self.group

    @property
    def data(self) -> Path:
        """What the server keeps."""
        return self.settings.state / "data" / self.name

    @property
    def conf(self) -> Path:
        """Configuration, written anew at each start."""
        return self.settings.state / "conf" / self.name

    @property
    def log(self) -> Path:
        """What the server says; the log of the start before is kept beside it."""
        return self.settings.state / "log" / f"{self.name}.log"

    @property
    def record(self) -> Path:
        """Which process it is."""
        return self.settings.state / "run" / f"{self.name}.json"

    def write(self, name: str, lines: Sequence[str]) -> Path:
        """Write a file of configuration; return its path."""
        self.conf.mkdir(parents=True, exist_ok=True)
        file = self.conf / name
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file


def _nothing(_: Place) -> None:
    """Most servers need no preparation."""


@dataclass(frozen=True)
class Server:
    """One process. ``ports`` are those of an unshifted set; the first is the one that clients speak to.

    ``memory_mb`` is what it takes under load (resident, MiB); ``after`` names servers that must answer before it
    starts; ``user`` is whom root starts it as; ``stop`` ends it gracefully within ``patience_s`` seconds.
    """

    name: str
    version: str
    package: Maven | Debian
    image: str
    ports: Mapping[str, int]
    memory_mb: int
    command: Callable[[Place], Sequence[str]]
    ready: Callable[[Place], bool]
    prepare: Callable[[Place], None] = _nothing
    group: str = ""
    scheme: str = "http://{}"
    after: tuple[str, ...] = ()
    user: str = ""
    stop: signal.Signals = signal.SIGTERM
    patience_s: float = 30.0
    start_s: float = 120.0
    secrets: Callable[[Settings], Mapping[str, str]] = field(default=lambda _: {})

    @property
    def kind(self) -> str:
        """The name that it goes by together with its likes: ``kafka`` for each of three brokers."""
        return self.group or self.name

    def place(self, settings: Settings, java: Java = NONE) -> Place:
        """Where it lives under these settings."""
        ports = {use: port + settings.shift for use, port in self.ports.items()}
        return Place(settings, self.name, self.kind, ports, java)

    def address(self, settings: Settings) -> str:
        """Where clients find it."""
        port = next(iter(self.place(settings).ports.values()))
        return self.scheme.format(f"{HOST}:{port}")
