"""Projections: what is asked first of an iteration as it is now, worked out once and shared by all processes.

They lie in the cache under the tenant and iteration (in braces, so that a cluster keeps those of one iteration
together), their name, what the iteration's contents are known by, and the era. Nothing is ever changed under a key,
so nothing found there is stale; all of it may be lost at any time, and is worked out again.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

import msgspec

from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import Cache

Made = TypeVar("Made")

KEPT_S: Final = 1_800.0
"""Domain 9, times to live."""
LASTS_S: Final = 30 * 86_400.0
"""Where it outlives processes: so long an iteration that nobody touches is found as it was left."""


class Projection(Generic[Made]):
    """What is projected: its name, and the type that it is read back as. ``lasting``: it is small, and asked of every
    iteration at once, so that it is worth keeping when the process ends."""

    def __init__(self, name: str, kind: type[Made], *, lasting: bool = False) -> None:
        self.name = name
        self.kind: Any = kind
        self.lasting = lasting


class Shared:
    """The projections in a cache."""

    def __init__(self, cache: Cache, kept_s: float = KEPT_S) -> None:
        self._cache = cache
        self._kept_s = kept_s

    def get(self, key: str, what: Projection[Made], make: Callable[[], Made], lost: set[str]) -> Made:
        """What lies under the key, else what ``make`` makes, which then lies there. Without the cache: the latter.
        Keys that are ``lost`` were looked for in vain just now."""
        with suppress(StoreUnavailable, msgspec.MsgspecError):
            if key not in lost and (kept := self._cache.get(key)):
                found: Made = _decoder(what.kind).decode(kept)
                return found
        lost.add(key)
        made = make()
        with suppress(StoreUnavailable):
            self._cache.put(key, msgspec.msgpack.encode(made), self._kept_s)
        return made


def key_of(scope: Scope, name: str, *further: object) -> str:
    """``{tenant:iteration}:name:…``."""
    return f"{{{scope.tenant}:{scope.iteration}}}:{name}:{':'.join(map(str, further))}"


@lru_cache(64)
def _decoder(kind: Any) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(kind)
