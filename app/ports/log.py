"""The event log, and what is set aside from it."""

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from app.domain.traces import NO_TRACE, Context
from app.ports.shared import Positions


class Message(msgspec.Struct, frozen=True, gc=False):
    """What a producer hands to the log. ``key`` chooses the partition (the iteration); ``trace`` is where it
    belongs, which a log that keeps headers hands on to readers."""

    topic: str
    key: str
    value: bytes
    trace: Context = NO_TRACE


class Record(msgspec.Struct, frozen=True, gc=False):
    """What the log hands to a reader. Offsets grow within a partition but may leave gaps."""

    topic: str
    partition: int
    offset: int
    accepted: int
    key: str
    value: bytes
    trace: Context = NO_TRACE


class EventLog(Protocol):
    """The append-only event log: topics, partitions by key, consumer groups. Many writers, many readers."""

    def append(self, messages: Sequence[Message]) -> list[Record]:
        """Take the messages in, all or none, and stamp each with its acceptance (grows with the log)."""

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        """Up to ``limit`` records at or past these positions (missing: from the start), oldest acceptance first, also
        from one read to the next. When there are none, nothing comes any more that was accepted before the call, but
        for what was accepted within the last 100 ms.

        ``shares``: only partitions of these numbers; nothing is waited for that the others may still bring."""

    def wait(self, timeout_s: float) -> None:
        """Return once something may have been added since this thread's last call, after so long at the latest."""

    def commit(self, group: str, positions: Positions) -> None:
        """Remember how far a consumer group has come; positions of other partitions stay."""

    def committed(self, group: str) -> dict[str, int]:
        """How far a group has come; empty for a group never seen."""

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        """Per partition that holds records, the position after the last one."""

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        """Per partition that holds records, the position of the first record accepted at or after this time."""

    def trim(self, before: Positions) -> int:
        """Let go of the records before these positions; ends and acceptances stay. Returns how many went."""

    def begin(self, positions: Positions, accepted: int) -> None:
        """Partitions that end before these positions end there from now on, as what comes before lies elsewhere;
        acceptances go on after ``accepted``."""

    def remark(self) -> str:
        """What is to be said about where the log lies: it works, and is not set as it should be. Else nothing."""

    def ping(self) -> None:
        """Return when the log answers."""

    def close(self) -> None:
        """Let go of everything held."""


class DeadLetter(msgspec.Struct, frozen=True):
    """A message set aside: what, from where, why, and whether trying again can help (domain 3.4).

    What becomes of it is another record of the same ``letter_id`` on the same topic, with a ``state`` of REPLAYED or
    DISCARDED, ``by`` whom, ``at`` which time (ms), why (``note``), and how often it has been sent again by then
    (``retry_count``); that record holds no message. ``consumer`` is who could not handle the message, ``schema_id``
    the number of the schema that it says it was written with.
    """

    letter_id: str
    topic: str
    partition: int
    offset: int
    category: str
    reason: str
    failed_at: int
    can_retry: bool
    value: bytes
    state: str = "OPEN"
    by: str = ""
    note: str = ""
    at: int = 0
    retry_count: int = 0
    consumer: str = ""
    schema_id: int = 0
