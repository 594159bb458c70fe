"""Two ways to number schemas: ours, from their content (see ``app.wire.schema``), and the registry's, as they came.

On the brokers messages carry the registry's numbers, so that anybody's consumer and producer can do with them; inside
the house they carry ours. The five bytes at the start of a message are rewritten on the way in and out, and nothing
else. A message that already carries one of our numbers keeps it.
"""

import logging
import math
import struct
import threading
import time
from collections.abc import Mapping
from typing import Final

from app.adapters.kafka_log.kept_numbers import KeptNumbers, Known
from app.adapters.kafka_log.registry import Registry, current_numbers, register_all
from app.errors import StoreUnavailable
from app.wire.schema import schema_id

AGAIN_S: Final = 30.0
_log = logging.getLogger("mission_control.kafka")
_HEADER: Final = struct.Struct(">BI")


class Numbers:
    """The numbers of the schemas on the topics behind ``prefix``, settled at the first use.

    What was settled once is kept: while the registry is away, known schemas go on by that, and it is asked again
    every ``AGAIN_S``. ``out`` and ``home`` raise SetupError when the registry refuses our schemas, and
    StoreUnavailable when it must be asked (at the very first start, or about a number never met) and does not answer.
    """

    def __init__(self, registry: Registry, prefix: str) -> None:
        self._registry = registry
        self._prefix = prefix
        self._kept = KeptNumbers(registry.kept, registry.where, prefix)
        self._lock = threading.Lock()
        self._out: Mapping[int, int] = {}
        self._home: dict[int, int] = {}
        self._nobodys: set[int] = set()
        self._asks_at = 0.0

    def settle(self) -> None:
        """Register our schemas, once; or go by what is known of that while nobody can be asked."""
        if time.monotonic() < self._asks_at:
            return
        with self._lock:
            if time.monotonic() < self._asks_at:  # another thread has settled it meanwhile
                return
            try:
                out = register_all(self._registry, self._prefix)
            except StoreUnavailable as flaw:
                self._go_by_what_was_kept(flaw)
                return
            self._take(Known(out))
            self._asks_at = math.inf
            self._kept.write(self._out, self._home)

    def _go_by_what_was_kept(self, flaw: StoreUnavailable) -> None:
        known = self._kept.read()
        if not known.out.keys() >= current_numbers():
            raise flaw
        _log.warning("%s; known schemas go on without it", flaw)
        self._take(known)
        self._asks_at = time.monotonic() + AGAIN_S

    def _take(self, known: Known) -> None:
        ours = {theirs: ours for ours, theirs in known.out.items()} | {ours: ours for ours in known.out}
        self._home = {**known.home, **self._home, **ours}
        self._out = known.out

    def out(self, value: bytes) -> bytes:
        """The message as it goes to the brokers."""
        self.settle()
        number = _number(value)
        return _renumbered(value, number, self._out.get(number, number))

    def home(self, value: bytes) -> bytes:
        """The message as the house reads it."""
        self.settle()
        number = _number(value)
        if number < 0 or number in self._nobodys:
            return value
        return _renumbered(value, number, self._home.get(number) or self._ask(number))

    def _ask(self, number: int) -> int:
        """A number never met is asked about once. Of a schema that is none of ours it stays as it is, so that whoever
        looks for it in the registry finds it."""
        schema = self._registry.schema(number)
        if schema is None:
            self._doubt(number)
            self._nobodys.add(number)
            return number
        ours = schema_id(schema)
        self._home[number] = ours if ours in self._out else number
        self._kept.write(self._out, self._home)
        return self._home[number]

    def _doubt(self, number: int) -> None:
        """Raises StoreUnavailable where the registry knows our own schemas no more, or not yet."""
        theirs = next(iter(self._out.values()), None)
        if theirs is not None and self._registry.schema(theirs) is None:
            raise StoreUnavailable(
                f"{self._registry.where} knows neither schema {number} nor {theirs}, which is ours: it may start "
                "(where it was emptied, start this program again)"
            )


def _number(value: bytes) -> int:
    """The number in the header; -1 for a message that has none."""
    if len(value) < _HEADER.size or value[0]:
        return -1
    return int(_HEADER.unpack_from(value)[1])


def _renumbered(value: bytes, before: int, after: int) -> bytes:
    return value if before < 0 or before == after else _HEADER.pack(0, after) + value[_HEADER.size :]
