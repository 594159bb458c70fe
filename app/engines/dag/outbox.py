"""Sends what was told, in order and in batches, beside the work; the journal is on the disk before."""

import threading
import time
from typing import Final

from app.domain.events import Event
from app.engines.dag.journal import Journal
from app.engines.dag.request import Deliver
from app.errors import BadMessage, StoreUnavailable

LINGER_S: Final = 0.1
_PAUSE_S: Final = 1.0
BATCH: Final = 500


class Outbox:
    """A thread that delivers. What nobody takes waits; at the end for ``patience_s`` more."""

    def __init__(self, journal: Journal, deliver: Deliver, delivered: int, patience_s: float) -> None:
        self._journal, self._deliver = journal, deliver
        self._delivered, self._patience_s = delivered, patience_s
        self._waiting: list[Event] = []
        self._wake = threading.Condition()
        self._closing = False
        self._deadline = 0.0
        self.trouble = ""
        self._thread = threading.Thread(target=self._work, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def put(self, event: Event) -> None:
        """Have the event delivered after all those before it."""
        with self._wake:
            self._waiting.append(event)
            if len(self._waiting) == 1:
                self._wake.notify()

    def close(self) -> int:
        """Deliver the rest, and say how many events nobody took."""
        with self._wake:
            self._closing = True
            self._deadline = time.monotonic() + self._patience_s
            self._wake.notify()
        self._thread.join()
        return len(self._waiting)

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._closing:
                    self._wake.wait()
                if not self._waiting:
                    return
            if not self._closing:
                time.sleep(LINGER_S)
            if not self._sent() and self._gave_up():
                return

    def _sent(self) -> bool:
        with self._wake:
            batch = self._waiting[:BATCH]
        try:
            self._journal.secure()
            self._deliver(batch)
            self._journal.delivered(self._delivered + len(batch))
        except (StoreUnavailable, BadMessage, OSError) as flaw:
            self.trouble = str(flaw)
            return False
        self.trouble = ""
        self._delivered += len(batch)
        with self._wake:
            del self._waiting[: len(batch)]
        return True

    def _gave_up(self) -> bool:
        """Wait a moment before the next try, unless the time for tries is over."""
        if self._closing and time.monotonic() > self._deadline:
            return True
        time.sleep(_PAUSE_S)
        return False
