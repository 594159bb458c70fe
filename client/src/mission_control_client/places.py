"""Where events go: a running Mission Control, or a file of event lines that ``mission-control ingest`` reads."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

EVENTS = "/api/v1/events"
DEFAULT_URL = "http://127.0.0.1:8050"
_BARE_HOST = re.compile(r"[\w.-]+:\d+(?:/.*)?", re.ASCII)


class Unreachable(Exception):
    """Nothing was taken in, and it may be worth trying again, ``after`` so many seconds at least."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Refused(Exception):
    """Nothing was taken in, and trying again would not help."""


class TooLarge(Exception):
    """The batch is more than is taken at once."""


class Taken(NamedTuple):
    """What became of a batch: how many events were rejected, and why the first one was."""

    rejected: int = 0
    reason: str = ""


class Place(Protocol):
    """Takes batches of event lines. Raises Unreachable, Refused or TooLarge, and nothing else."""

    @property
    def shown(self) -> str:
        """The place as people are told of it."""

    def take(self, lines: list[bytes]) -> Taken:
        """Take all of the lines, each a JSON object without its end of line."""


def place_of(target: str) -> Place:
    """The place that an address or a file name means."""
    if "://" in target or target.startswith(("http:", "https:")) or _BARE_HOST.fullmatch(target):
        from mission_control_client.server import Server

        return Server(target)
    from mission_control_client.eventfile import EventFile

    return EventFile(target)


def target_in(environ: Mapping[str, str]) -> str:
    """What the variables say: ``MC_URL``, else ``MC_EVENTS_FILE``, else nothing."""
    return environ.get("MC_URL") or environ.get("MC_EVENTS_FILE") or ""


def default_target(environ: Mapping[str, str]) -> str:
    """What the variables say, else Mission Control on this machine."""
    port = environ.get("MC_PORT", "")
    local = f"http://127.0.0.1:{port}" if port.isdigit() else DEFAULT_URL
    return target_in(environ) or local


def reason_of(error: BaseException) -> str:
    """The error in one line."""
    said: Any = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
    if isinstance(said, OSError):
        said = said.strerror or os.strerror(said.errno) if said.errno else said
    return " ".join(str(said).split()) or type(error).__name__
