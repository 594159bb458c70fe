"""Whole answers, kept ready: flask-caching in front of the cache that the web processes share.

An answer about an iteration is kept under what its contents are known by, so it is found only while nothing has
changed. What is kept is the JSON itself and never a pickled object: nobody who can write to the cache makes a web
process run anything.
"""

from typing import Any, Final

from flask import Flask, request
from flask_caching import Cache as Front
from flask_caching.backends.base import BaseCache

from app.api.reading import Asked, tenant_of
from app.desk import Desk
from app.domain.moments import NOW
from app.ports import Cache
from app.use_cases.looking import looking
from app.use_cases.shared import KEPT_S, key_of

LASTING_S: Final = int(KEPT_S)
PAST_S: Final = 60
"""A moment of the past is rarely asked for by two."""
FRESH_S: Final = 5
"""What depends on more than the graph and the era: the clock, or another store."""


class OnPort(BaseCache):
    """A backend of flask-caching: our port."""

    def __init__(self, port: Cache) -> None:
        super().__init__(default_timeout=FRESH_S)
        self._port = port

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> "OnPort":
        return cls(*args)

    def get(self, key: str) -> bytes | None:
        return self._port.get(key)

    def set(self, key: str, value: bytes, timeout: Any = None) -> bool:
        self._port.put(key, value, float(self.default_timeout if timeout is None else timeout))
        return True


def front(server: Flask, desk: Desk) -> Front:
    """Answers of this server, kept in the cache of the desk."""
    kept = Front()
    kept.init_app(server, {"CACHE_TYPE": f"{__name__}.{OnPort.__name__}", "CACHE_ARGS": [desk.cache]})
    return kept


def key_about_one(asked: Asked) -> str:
    """What this request's answer about an iteration is kept under. Raises UnknownIteration."""
    memory = looking(asked.desk.graph)
    era = memory.era(asked.scope, asked.as_of, asked.moment)
    return key_of(asked.scope, "answer", memory.stamp(asked.scope), *era, request.full_path)


def key_about_all(desk: Desk, revision: int) -> str:
    """What this request's answer about everything of a tenant is kept under."""
    return f"answers:{tenant_of(desk, request.args)}:{revision}:{request.full_path}"


def seconds(asked: Asked, lasting: bool) -> int:
    """How long it may be kept; ``lasting``: it depends on the graph and the era alone."""
    if not lasting:
        return FRESH_S
    return LASTING_S if asked.as_of == NOW else PAST_S
