"""Acceptances from the brokers' stamps.

An acceptance keeps the offset modulo 2**14. Where that starts anew within one millisecond, what comes after would
seem older than what came before; so records of a *window* of 2**14 offsets are stamped later than the last one before
it, whoever reads them and from wherever. All else is ``app.domain.moments.acceptance``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.domain.moments import acceptance

_WINDOW: Final = 14

FirstSince = Callable[[int, int], int]
"""For a lane and a time in ms the first offset stamped then or later."""


@dataclass(slots=True)
class _Seen:
    window: int
    edge: int
    since: int
    ms: int


class Stamps:
    """Acceptances of records that are met in the order of their offsets."""

    def __init__(self, first_since: FirstSince) -> None:
        self._first_since = first_since
        self._seen: dict[int, _Seen] = {}

    def accepted(self, lane: int, offset: int, ms: int, *, follows: bool = True) -> int:
        """The acceptance of the record at this offset of the lane, stamped at ``ms``.

        ``follows``: nothing lies between it and the record that was asked about before.
        """
        window = offset >> _WINDOW
        seen = self._seen.get(lane)
        if seen is None or seen.window != window or offset < seen.since:
            seen = self._seen[lane] = _Seen(
                window, self._edge(lane, offset, ms, seen if follows else None), offset, ms
            )
        seen.ms = ms
        return acceptance(max(ms, seen.edge + 1), lane, offset)

    def _edge(self, lane: int, offset: int, ms: int, before: _Seen | None) -> int:
        """The stamp of the last record before the window; any time before ``ms`` stands for all of them."""
        window = offset >> _WINDOW
        if window == 0:
            return -1
        if before is not None and before.window == window - 1:
            return before.ms
        return ms if self._first_since(lane, ms) < window << _WINDOW else ms - 1
