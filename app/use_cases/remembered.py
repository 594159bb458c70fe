"""A bounded memory of one process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Remembered:
    """A bounded memory that many threads share; what was used least recently goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, else what ``make`` makes. Two threads may make the same at once."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Made = self._kept[key]
                return found
        made = make()
        self.keep(key, made)
        return made

    def keep(self, key: Hashable, made: object) -> None:
        """Remember it under the key."""
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def kept(self, key: Hashable) -> Any:
        """What is remembered under the key, or nothing."""
        with self._lock:
            return self._kept.get(key)
