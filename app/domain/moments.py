"""Two clocks. *Valid time* says when something was so; *acceptance* says when we learned it.

Valid times are whole milliseconds since 1970 (UTC). An acceptance is one whole number that keeps the
moment the log took a record in and the order of records within that moment:
``milliseconds << 20 | partition << 14 | offset mod 2**14`` (R-31). It is unique per record, so that
two facts never tie, and a rebuild from the log finds the same numbers again.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec

LATEST: Final = (1 << 63) - 1
"""Later than every time; as a bound it means *no bound*."""

EARLIEST_VALID: Final = 0
LATEST_VALID: Final = 4_102_444_800_000
"""2100-01-01. Events outside 1970-01-02 … 2100 carry a broken clock and are refused at the door."""

_TIE_BITS: Final = 20
_OFFSET_BITS: Final = 14


class AsOf(msgspec.Struct, frozen=True):
    """A moment to look at: state as it was at ``valid`` (ms), as far as it was known at ``known`` (acceptance)."""

    valid: int = LATEST
    known: int = LATEST

    @classmethod
    def at(cls, valid_ms: int | None = None, known_ms: int | None = None) -> "AsOf":
        """The moment from two wall-clock times in milliseconds; ``None`` leaves that clock unbounded."""
        known = LATEST if known_ms is None else last_acceptance_of(known_ms)
        return cls(LATEST if valid_ms is None else valid_ms, known)


NOW: Final = AsOf()


def acceptance(ms: int, partition: int, offset: int) -> int:
    """The acceptance number of the record at ``offset`` of ``partition`` (0 to 63), taken in at ``ms``."""
    return ms << _TIE_BITS | (partition & 0x3F) << _OFFSET_BITS | offset & 0x3FFF


def known_ms(accepted: int) -> int:
    """The wall-clock milliseconds at which a record with this acceptance was taken in."""
    return accepted >> _TIE_BITS


def last_acceptance_of(ms: int) -> int:
    """The greatest acceptance any record taken in at or before ``ms`` can have."""
    return ((ms + 1) << _TIE_BITS) - 1


def iso(ms: int) -> str:
    """``2026-11-04T13:54:40.000Z``; always UTC, always milliseconds."""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def parse_moment(text: str) -> int:
    """Milliseconds from ISO 8601 with a zone, or from a bare number of milliseconds.

    Raises ValueError when the text is neither, or carries no time zone.
    """
    if text.lstrip("-").isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; add Z or an offset such as +02:00")
    return round(moment.timestamp() * 1000)
