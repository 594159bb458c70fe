"""Turning the steps of a worker until it is told to stop; knows nothing of what the steps do."""

import gc
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from app.errors import StoreUnavailable

Step = Callable[[], int]
Say = Callable[[str], None]

_IDLE_S = 0.05
_LONGEST_WAIT_S = 4.0


class Stop:
    """Becomes true at SIGTERM or SIGINT; the step under way is finished first."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def turn(steps: Sequence[Step], stop: Stop, say: Say, idle_s: float = _IDLE_S) -> None:
    """Call the steps in turn. A store that does not answer is waited for: 1, 2, 4, 4, … seconds (domain 3.3)."""
    gc.freeze()
    gc.disable()  # Collected between batches instead: a collection in the middle costs a third of the throughput.
    wait = 1.0
    while not stop.asked:
        try:
            busy = sum(step() for step in steps)
            wait = 1.0
        except StoreUnavailable as fault:
            say(f"{fault}; trying again in {wait:.0f} s")
            _sleep(wait, stop)
            wait = min(wait * 2, _LONGEST_WAIT_S)
            continue
        if busy:
            gc.collect(0)
        else:
            gc.collect()
            _sleep(idle_s, stop)


def _sleep(seconds: float, stop: Stop) -> None:
    until = time.monotonic() + seconds
    while not stop.asked and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
