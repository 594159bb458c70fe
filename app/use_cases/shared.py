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


class Projection(Generic[Made]):
    """What is projected: its name, and the type that it is read back as."""

    def __init__(self, name: str, kind: type[Made]) -> None:
        self.name = name
        self.kind: Any = kind


class Shared:
    """The projections in a cache."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

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
            self._cache.put(key, msgspec.msgpack.encode(made), KEPT_S)
        return made


def key_of(scope: Scope, name: str, *further: object) -> str:
    """``{tenant:iteration}:name:…``."""
    return f"{{{scope.tenant}:{scope.iteration}}}:{name}:{':'.join(map(str, further))}"


@lru_cache(64)
def _decoder(kind: Any) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(kind)
