"""A bounded memory of one process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock, get_ident
from typing import Any, TypeVar

from app.errors import StoreUnavailable

Made = TypeVar("Made")


class _Making:
    """Something that one thread makes while others wait for it."""

    def __init__(self) -> None:
        self.by = get_ident()
        self.over = Event()
        self.flaw: StoreUnavailable | None = None

    def wait(self) -> None:
        """Return when it is over. Raises StoreUnavailable when that came of it: a store that is away is not asked by
        each of those who wait in turn."""
        self.over.wait()
        if self.flaw is not None:
            raise StoreUnavailable(str(self.flaw)) from self.flaw


class Remembered:
    """A bounded memory that many threads share; what was used least recently goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, else what ``make`` makes. Of several threads that ask for the same at once one
        makes it, and the others wait for it."""
        while True:
            found, making, mine = self._found(key)
            if making is None:
                return found  # type: ignore[no-any-return]  # as it was made for the same key
            if mine:
                return self._made(key, make, making)
            if making.by == get_ident():  # what is made asks for itself, to get on without
                return make()
            making.wait()

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

    def _found(self, key: Hashable) -> tuple[Any, _Making | None, bool]:
        """What is kept; else who makes it, and whether it is for the caller to do."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key], None, False
            mine = key not in self._making
            return None, self._making.setdefault(key, _Making()), mine

    def _made(self, key: Hashable, make: Callable[[], Made], making: _Making) -> Made:
        try:
            made = make()
            self.keep(key, made)
        except StoreUnavailable as flaw:
            making.flaw = flaw
            raise
        finally:
            with self._lock:
                del self._making[key]
            making.over.set()
        return made
