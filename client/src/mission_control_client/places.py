"""What a place is that events go to, and how it says that they did not get there."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Protocol

EVENTS = "/api/v1/events"


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


def reason_of(error: BaseException) -> str:
    """The error in one line."""
    said: Any = getattr(error, "strerror", None) or getattr(error, "reason", None) or error
    if isinstance(said, OSError):
        said = said.strerror or os.strerror(said.errno) if said.errno else said
    return " ".join(str(said).split()) or type(error).__name__
