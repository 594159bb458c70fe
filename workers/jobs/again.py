"""A job that a busy store kept from its work is tried again soon, a few times; its next regular time may be far."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from app.ports import JobRun
from workers.jobs.job import MINUTE_S

POSTPONED: Final = "postponed"
PAUSES_S: Final = (1 * MINUTE_S, 2 * MINUTE_S, 4 * MINUTE_S, 8 * MINUTE_S, 16 * MINUTE_S)
LOOKED_AT: Final = len(PAUSES_S) + 1
"""How many of the latest runs tell how often it was tried already."""


def tried(runs: Sequence[JobRun]) -> int:
    """How many of the latest runs (newest first) were postponed in a row."""
    return sum(1 for _ in takewhile(lambda run: run.outcome == POSTPONED, runs))


def again_at(runs: Sequence[JobRun]) -> int | None:
    """When to try again (ms), where the latest run was postponed."""
    number = min(tried(runs), len(PAUSES_S))
    return runs[0].ended + PAUSES_S[number - 1] * 1_000 if number else None


def put_off(earlier: Sequence[JobRun], why: str) -> tuple[str, str]:
    """Outcome and detail of a run that a store kept from its work, given the runs before it."""
    number = tried(earlier)
    if number >= len(PAUSES_S):
        return "failed", f"{why}; tried {number + 1} times, and again at its regular time"
    pause = PAUSES_S[number] // MINUTE_S
    return POSTPONED, f"{why}; tried again in {pause} min ({number + 1} of {len(PAUSES_S)}), if not due sooner"
