"""Ways in which a message can be such that nobody can read it."""

import struct
from collections.abc import Callable, Mapping

NO_SUCH_SCHEMA = 0x00DEAD00
LARGE = 900_000

Spoil = Callable[[bytes], bytes]


def _cut_short(value: bytes) -> bytes:
    return value[: len(value) // 2]


def _of_unknown_schema(value: bytes) -> bytes:
    return struct.pack(">BI", 0, NO_SUCH_SCHEMA) + value[5:]


def _garbled(value: bytes) -> bytes:
    return value[:5] + bytes(byte ^ 0x5A for byte in value[5:])


def _of_another_stream(value: bytes) -> bytes:
    """The right schema's number before another one's fields: every type is wrong."""
    return value[:5] + value[5:][::-1]


POISONS: Mapping[str, Spoil] = {
    "empty": lambda _: b"",
    "no header": lambda _: b"hello, is this the event log?",
    "header alone": lambda value: value[:5],
    "cut short": _cut_short,
    "unknown schema": _of_unknown_schema,
    "garbled": _garbled,
    "wrong types": _of_another_stream,
    "large": lambda value: value[:5] + b"\xff" * LARGE,
}
"""By name; each makes an unreadable message of a good one."""
