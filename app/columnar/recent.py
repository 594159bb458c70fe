"""What was read last and may be read again, within bounds; shared by the threads of a process."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

Kept = TypeVar("Kept")


class Recent:
    """The last things used, up to a total weight."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._weight = 0
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], tuple[int, Kept]]) -> Kept:
        """What is kept under the key, or what ``make`` gives together with its weight."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Kept = self._kept[key][1]
                return found
        weight, made = make()
        with self._lock:
            self._put(key, weight, made)
        return made

    def missing(self, keys: Iterable[Hashable]) -> list[Any]:
        """Those of the keys under which nothing is kept."""
        with self._lock:
            return [key for key in keys if key not in self._kept]

    def keep(self, key: Hashable, weight: int, made: object) -> None:
        """Keep this under the key."""
        with self._lock:
            self._put(key, weight, made)

    def _put(self, key: Hashable, weight: int, made: Any) -> None:
        self._weight += weight - self._kept.pop(key, (0, None))[0]
        self._kept[key] = (weight, made)
        while self._weight > self._capacity and len(self._kept) > 1:
            self._weight -= self._kept.popitem(last=False)[1][0]
