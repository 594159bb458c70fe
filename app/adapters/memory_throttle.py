"""Turns granted by one process, each on its own."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from app.ports import Clock

_MOST: Final = 10_000
"""So many who asked last are remembered."""


class MemoryThrottle:
    """``app.ports.Throttle`` for the threads of one process: ``rate`` turns a second for long, ``burst`` at once.

    The generic cell rate algorithm (ITU-T I.371): of each who asks only the time is kept until which the turns that
    were granted last when taken evenly. A turn is granted while that lies less than a burst ahead.
    """

    def __init__(self, clock: Clock, rate: float, burst: int) -> None:
        self._clock = clock
        self._turn_ms = 1000 / rate
        self._most_ms = self._turn_ms * burst
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, who: str) -> float:
        with self._lock:
            now = self._clock()
            until = max(self._until.get(who, 0.0), now) + self._turn_ms
            if until - now > self._most_ms:
                return (until - now - self._most_ms) / 1000
            self._until[who] = until
            self._until.move_to_end(who)
            while len(self._until) > _MOST:
                self._until.popitem(last=False)
            return 0.0

    def close(self) -> None:
        self._until.clear()
