"""One partition within a stream: what was read ahead of it, and how far that reaches."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from app.ports import Record

_FULL: Final = 4_000
_HEAVY: Final = 4 * 1024 * 1024
"""Records, and bytes, after which a lane rests until half of them are gone."""

Item = tuple[int, int, Record]
"""A record behind its place in the order: the greatest acceptance of its lane so far, and the lane."""


class Lane:
    """A partition that is read from ``given`` on: the offset after the last record handed out."""

    __slots__ = ("_bytes", "_items", "_top", "assigned", "end", "fetched", "given", "number", "paused", "sure")

    def __init__(self, number: int) -> None:
        self.number = number
        self._items: deque[Item] = deque()
        self._bytes = self._top = 0
        self.given = self.fetched = 0
        self.end = self.sure = -1
        self.assigned = self.paused = False

    def __len__(self) -> int:
        """How many records were read ahead."""
        return len(self._items)

    def leads_to(self, offset: int) -> bool:
        """Whether reading on from this offset needs nothing that went by, and leaves out nothing still to come."""
        return not self.assigned or self.given <= offset <= max(self.fetched, self.end)

    def go_on(self, offset: int) -> None:
        """Leave out what lies before this offset, to which the lane leads."""
        while self._items and self._items[0][2].offset < offset:
            self.hand_out()
        self.given = offset
        self.fetched = max(self.fetched, offset) if self.assigned else offset

    @property
    def head(self) -> int | None:
        """The place in the order of the next record, if one was read."""
        return self._items[0][0] if self._items else None

    def is_read(self, settled: int) -> bool:
        """Whether everything before this end was read."""
        return max(self.fetched, self.end) >= settled

    def is_past(self, goal: int) -> bool:
        """Whether everything before this end was read and handed out."""
        return self.is_read(goal) and (not self._items or self._items[0][2].offset >= goal)

    def make_sure(self, horizon: int, settled: int) -> None:
        """Whatever comes after this end stands in the order past the horizon. So once all before it was read, nothing
        can come up to there any more: the lane is ``sure`` of that."""
        if self.is_read(settled):
            self.sure = max(self.sure, horizon)

    def ripe(self, bound: int, limit: int) -> Iterator[Item]:
        """The next records, at most so many, that stand in the order up to the bound."""
        for item in islice(self._items, limit):
            if item[0] > bound:
                return
            yield item

    def hand_out(self) -> None:
        """The next record goes."""
        _, _, record = self._items.popleft()
        self._bytes -= len(record.value)
        self.given = record.offset + 1

    def expects(self, offset: int) -> bool:
        """Whether a record at this offset is new here."""
        return offset >= self.fetched

    def keep(self, record: Record) -> None:
        """A record was read."""
        self._top = max(self._top + 1, record.accepted) if record.accepted <= self._top else record.accepted
        self.sure = max(self.sure, self._top)
        self._items.append((self._top, self.number, record))
        self._bytes += len(record.value)
        self.fetched = record.offset + 1

    def skip(self, offset: int) -> None:
        """What was read at this offset is no record."""
        self.fetched = offset + 1

    def wants_rest(self) -> bool:
        """Whether so much was read ahead that reading should rest (or, once it rests, go on resting)."""
        share = 2 if self.paused else 1
        return len(self._items) * share > _FULL or self._bytes * share > _HEAVY
