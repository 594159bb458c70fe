"""How soon one looks again: at once after a few events, seldom under a flood of them."""

import time
from collections.abc import Callable
from typing import Final

RESTS: Final = 2.0
"""For as long as looking took, it rests so many times as long, in the long run: under a flood of events pages are
told less often rather than all of a core being used for telling them."""
AHEAD_S: Final = 1.0
"""So much rest may be owed: who looks now and then never waits."""
LONGEST_S: Final = 1.0


class Pace:
    """Rest that is owed for work that was done, and is paid off by time that passes."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._owed = 0.0
        self._seen = ticks()

    def rest(self, began: float) -> float:
        """How long to rest (s) after work that began then and ends now."""
        now = self._ticks()
        self._owed = max(0.0, self._owed - (began - self._seen)) + RESTS * (now - began)
        self._seen = now
        return min(LONGEST_S, max(0.0, self._owed - AHEAD_S))
