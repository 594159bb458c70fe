"""Memory that is looked through when nobody waits.

Python now and then looks through all that a process holds for what nobody can reach any more, and everybody waits
until it has. What is there once the server stands never goes, so it is left out; the rest is looked through in a
quiet moment, or once a minute where there is none. What does not live long is found as ever: that is quick.
"""

import gc
import threading
import time
from collections.abc import Callable
from typing import Final

LOOKS_S: Final = 2.0
LONGEST_S: Final = 60.0
YOUNG: Final = 2_000
"""After so many new objects the young are looked through."""
ENOUGH: Final = 10
"""After looking so often through the young it is worth to look through all, as Python has it, too."""
_NEVER: Final = 1 << 30


def tidied_when_quiet() -> None:
    """From now on, in this process: a thread of its own, which ends with it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, ENOUGH, _NEVER)
    threading.Thread(target=_tidy, name="memory", daemon=True).start()


def _tidy() -> None:
    moment = Quiet(time.monotonic)
    while True:
        time.sleep(LOOKS_S)
        if moment.has_come(gc.get_count()):
            gc.collect()


class Quiet:
    """Says when to look through all, from how often the young and the middle-aged were (``gc.get_count``)."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._tidied = ticks()
        self._before = (0, 0)

    def has_come(self, counts: tuple[int, int, int]) -> bool:
        """Whether this is the moment, as nothing has been going on since it was asked last, or it has been long."""
        since, self._before = self._before, counts[1:]
        late = self._ticks() - self._tidied >= LONGEST_S
        if counts[2] < ENOUGH or not (late or counts[1:] == since):
            return False
        self._tidied, self._before = self._ticks(), (0, 0)
        return True
