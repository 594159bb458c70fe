"""Which ports do not answer, and since when: looked at now and then, beside whoever wants to know."""

import threading
from typing import Final

import msgspec

from app.desk import Desk
from app.use_cases.health import health

EVERY_MS: Final = 5_000
"""What was found is believed for so long."""


class Missing(msgspec.Struct, frozen=True):
    """A port that does not answer: since when as far as this process knows (ms), whether all depends on it, and what
    that means."""

    since: int
    essential: bool
    without: str


class Watch:
    """Asks the ports in a thread of its own while somebody wants to know, and only then; nobody waits for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[str, Missing] = {}
        self._looked = 0
        self._looks = threading.Lock()

    def missing(self) -> dict[str, Missing]:
        """By port, as it was found last."""
        if self._desk.clock() - self._looked >= EVERY_MS and self._looks.acquire(blocking=False):
            threading.Thread(target=self._look, name="missing", daemon=True).start()
        return self._found

    def _look(self) -> None:
        try:
            now = self._desk.clock()
            away = {name: port for name, port in health(self._desk, advised=False).items() if not port.answers}
            self._found = {
                name: self._found.get(name) or Missing(now, port.essential, port.without)
                for name, port in away.items()
            }
        finally:
            self._looked = self._desk.clock()
            self._looks.release()
