"""What one web process hears of changes: while it hears, what it looked up need not be looked up for every page."""

import threading
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from app.desk import Desk
from app.errors import MissionControlError, StoreUnavailable
from app.use_cases.missing import Watch
from app.use_cases.remembered import Remembered

CHANNEL: Final = "revision"
"""On which writers say that something changed."""
KEPT_MS: Final = 2_000
"""News may be lost: after so long everybody looks for himself, as if nothing could be heard."""
_LISTENS_S: Final = 1.0
_PAUSE_S: Final = 0.5
_MOST: Final = 1_024

Made = TypeVar("Made")


class News:
    """Listens from the first question on, in a thread of this process that ends with the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._heard = 0
        self._hears_until = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._found = Remembered(_MOST)
        self.watch: Final = Watch(desk)

    @property
    def hears(self) -> bool:
        """Whether the bus answered lately."""
        return self._desk.clock() < self._hears_until

    def unless_heard(self, key: Hashable, look: Callable[[], Made]) -> Made:
        """What was found under the key last, while nothing was heard since; else what is found now."""
        self._listen()
        heard, now = self._heard, self._desk.clock()  # before looking: what is heard meanwhile counts
        if not self.hears:
            return look()
        return self._found.get((key, heard, now // KEPT_MS), look)

    def _listen(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._hear, name="news", daemon=True)
                self._thread.start()

    def _hear(self) -> None:
        """Until the bus is closed. A bus that is away says nothing by itself, so it is asked whether it is there."""
        pause = threading.Event()
        while True:
            try:
                if list(self._desk.bus.listen(CHANNEL, _LISTENS_S)):
                    self._heard += 1
            except StoreUnavailable:
                return
            try:
                self._desk.bus.ping()
                self._hears_until = self._desk.clock() + round(2_000 * _LISTENS_S)
            except MissionControlError:
                self._heard, self._hears_until = self._heard + 1, 0
                pause.wait(_PAUSE_S)
