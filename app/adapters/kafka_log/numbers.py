"""Two ways to number schemas: ours, from their content (see ``app.wire.schema``), and the registry's, as they came.

On the brokers messages carry the registry's numbers, so that anybody's consumer and producer can do with them; inside
the house they carry ours. The five bytes at the start of a message are rewritten on the way in and out, and nothing
else. A message that already carries one of our numbers keeps it.
"""

import struct
import threading
from typing import Final

from app.adapters.kafka_log.registry import Registry, register_all
from app.wire.schema import schema_id

_HEADER: Final = struct.Struct(">BI")


class Numbers:
    """The numbers of the schemas on the topics behind ``prefix``, settled at the first use.

    ``out`` and ``home`` raise SetupError when the registry refuses our schemas, and StoreUnavailable when it must be
    asked and does not answer.
    """

    def __init__(self, registry: Registry, prefix: str) -> None:
        self._registry = registry
        self._prefix = prefix
        self._lock = threading.Lock()
        self._out: dict[int, int] = {}
        self._home: dict[int, int] = {}

    def settle(self) -> None:
        """Register our schemas, once."""
        with self._lock:
            if not self._out:
                out = register_all(self._registry, self._prefix)
                self._home = {theirs: ours for ours, theirs in out.items()} | {ours: ours for ours in out}
                self._out = out

    def out(self, value: bytes) -> bytes:
        """The message as it goes to the brokers."""
        self.settle()
        number = _number(value)
        return _renumbered(value, number, self._out.get(number, number))

    def home(self, value: bytes) -> bytes:
        """The message as the house reads it."""
        self.settle()
        number = _number(value)
        found = self._home.get(number)
        return _renumbered(value, number, self._ask(number) if found is None and number >= 0 else found or 0)

    def _ask(self, number: int) -> int:
        """A number never seen is asked about once; what the registry does not know either stays as it is."""
        schema = self._registry.schema(number)
        self._home[number] = number if schema is None else schema_id(schema)
        return self._home[number]


def _number(value: bytes) -> int:
    """The number in the header; -1 for a message that has none."""
    if len(value) < _HEADER.size or value[0]:
        return -1
    return int(_HEADER.unpack_from(value)[1])


def _renumbered(value: bytes, before: int, after: int) -> bytes:
    return value if before < 0 or before == after else _HEADER.pack(0, after) + value[_HEADER.size :]
