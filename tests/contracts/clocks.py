"""Clocks for the suites."""

import time
from typing import Protocol

START = 1_762_264_480_000
"""2025-11-04 13:54:40 UTC, in milliseconds."""


class Stamping(Protocol):
    """The clock that stamps records: the test's own, or that of a server on this machine."""

    def __call__(self) -> int:
        """What it shows now, in milliseconds."""

    def move(self, ms: int) -> None:
        """Let so much time pass; where the test has the clock in hand, also backwards and at once."""


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.ms = START

    def __call__(self) -> int:
        return self.ms

    def move(self, ms: int) -> None:
        self.ms += ms


class Wall:
    """The wall clock, which nobody moves: a second is as long as the test is ready to wait."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000

    def move(self, ms: int) -> None:
        time.sleep(min(max(ms, 0), 1000) / 1000)
