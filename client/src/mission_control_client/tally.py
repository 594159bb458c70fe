"""How much is sent at once and how long anybody waits; and what became of it."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """How much waits, how much goes at once, and how long anybody waits.

    ``batch`` events or ``age_s`` seconds make a batch; ``waiting`` events or ``waiting_bytes`` may wait, more are
    dropped, and so is an event of more than ``longest`` bytes, which Mission Control would refuse; ``first_pause_s``
    doubles with every failure up to ``longest_pause_s`` (the wait is a random part of it); ``close_s`` is how long
    an exit waits for the rest.
    """

    batch: int = 500
    batch_bytes: int = 4 * 1024 * 1024
    age_s: float = 1.0
    waiting: int = 50_000
    waiting_bytes: int = 64 * 1024 * 1024
    longest: int = 8 * 1024 * 1024
    first_pause_s: float = 0.25
    longest_pause_s: float = 15.0
    close_s: float = 5.0


class Tally:
    """What became of the events so far; ``trouble`` is the first reason why one was lost."""

    def __init__(self) -> None:
        self.sent = self.lost = 0
        self.trouble = ""

    def lose(self, number: int, reason: str) -> None:
        """Count events that are lost."""
        self.lost += number
        self.trouble = self.trouble or reason
