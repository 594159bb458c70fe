"""The ingest worker: log → graph, then verdicts. Delivery is at least once, effects are exactly once."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from app.desk import Desk
from app.domain.effects import entry_of
from app.domain.moments import known_ms
from app.domain.onward import Onward
from app.errors import SchemaAway, StoreUnavailable, TooManyDeadLetters
from app.ports import Positions, Record
from app.traced.trip import trip
from app.use_cases import conclude, record
from app.use_cases.conclude import Concluder
from app.use_cases.news import CHANNEL
from app.use_cases.record import Recorder
from app.wire import avro
from workers.decode import carried, decoded
from workers.positions import after, among, held, within
from workers.resting import Resting
from workers.waiting import Burst, Waiting

GROUP: Final = record.CONSUMER
"""The workers that share the stream among themselves."""
TOPICS: Final = ("dde", "bdv", "acc")
DEAD_LETTERS_IN_A_ROW: Final = 1_000
GRACE_MS: Final = 100
"""How long a writer may take from stamping its records to committing them."""
JUDGES_S: Final = 0.2
"""So long a step judges what waits, in the middle of a burst too; the next goes on, after what came meanwhile."""

UnderWay = tuple[Burst, Iterator[None]]
"""A burst, and what is still to be judged of it."""


class Ingest:
    """One writing worker on the graph, for its shares of the stream. ``step`` is called over and over; between two
    calls nothing is half written, and its shares may be handed on.

    ``judges_up_to``: for who follows another, how far that one has judged; nothing beyond is judged here.
    """

    def __init__(self, desk: Desk, batch: int = 2_000, judges_up_to: Callable[[], Positions] | None = None) -> None:
        self._desk = desk
        self._batch = self._size = batch
        self._judges_up_to = judges_up_to
        self._bad_in_a_row = 0
        self._clock = Onward(desk.clock, lambda: time.monotonic_ns() // 1_000_000)
        self._resting = Resting(desk.schemas)
        self._begin(frozenset())

    def step(self) -> int:
        """Read a batch, write it once, judge the bursts that are over. Returns how many records were taken in.

        Raises StoreUnavailable (half as much of it comes again) and TooManyDeadLetters (what was read is kept).
        """
        try:
            return self._step()
        except SchemaAway as flaw:  # the other shares go on with the next step
            self._resting.rest(flaw)
            self._lost = True
            return 0
        except StoreUnavailable:
            self._lost = True
            self._size = max(self._size // 2, 1)  # less of it may be done in time
            raise

    def turn(self) -> int:
        """A step; more than nothing is done too while a burst is judged only in part."""
        return self.step() or int(self._under_way is not None)

    def _begin(self, shares: frozenset[int]) -> None:
        """Where the store stands is where the work goes on; what a worker has in mind is made of the store."""
        self._lost = True
        self._shares = shares
        self._recorder = Recorder(self._desk.graph)
        self._concluder = Concluder(self._desk.graph, avro.encode)
        self._positions = self._stands(record.CONSUMER)
        self._judged = self._stands(conclude.CONSUMER)
        self._waiting = Waiting()
        self._under_way: UnderWay | None = None
        self._recall()
        self._lost = False

    def _stands(self, consumer: str) -> dict[str, int]:
        return held(self._desk.graph.positions(consumer), self._shares)

    def _step(self) -> int:
        shares = self._resting.active(self._desk.shares.mine(GROUP))
        if self._lost or shares != self._shares:  # or the store was away, or another one has taken its place
            self._begin(shares)
        if not shares:
            return 0
        settled_ms = self._clock() - GRACE_MS
        bounds = self._judges_up_to() if self._judges_up_to else None  # asked before reading: all of it is read then
        records = self._next()
        if records:
            upto = self._take_in(records)
            self._tell()  # pages need not wait for the judging, nor for what the log is told for who asks it
            self._desk.log.commit(record.CONSUMER, upto)
            settled_ms = known_ms(records[-1].accepted)  # more may follow, of the same burst too
        concluded = self._conclude(settled_ms, bounds)
        self._relay()
        if concluded:
            self._tell()
        return len(records)

    def _tell(self) -> None:
        with suppress(StoreUnavailable):  # pages that hear nothing look by themselves, a little later
            self._desk.bus.publish(CHANNEL, str(sum(self._positions.values())))  # who hears it looks by himself

    def _next(self) -> list[Record]:
        """What follows on the log. Where a restored store has taken the place of a later one, that is more."""
        records = self._read(self._positions)
        if records or self._stands(record.CONSUMER) == self._positions:
            return records
        self._begin(self._shares)
        return self._read(self._positions)

    def _read(self, after: Positions) -> list[Record]:
        records = self._desk.log.read(TOPICS, after, self._size, self._shares)
        if records:
            self._clock.saw(known_ms(records[-1].accepted))
        return records

    def idle(self) -> bool:
        """Whether nothing that was taken in still waits to be judged or sent on. Raises SchemaAway when something
        could not be taken in."""
        self._resting.check()
        return not self._waiting and not self._desk.graph.outbox(1, self._shares)

    def _take_in(self, records: Sequence[Record]) -> Positions:
        batch = decoded(records)
        upto = after(records)
        outbox = [*batch.letters, *batch.astray]
        with trip(self._desk.tracing, "ics", map(carried, batch.events)):
            entries = self._recorder.record(batch.events, upto, outbox, among(self._positions, upto))
        self._positions |= upto
        self._size = min(self._size * 2, self._batch)
        by_acceptance = {entry.accepted: entry for entry in entries}
        self._waiting.add((item, by_acceptance.get(item.accepted)) for item in records)
        self._count(len(batch.letters), len(records))
        return upto

    def _count(self, letters: int, records: int) -> None:
        self._bad_in_a_row = self._bad_in_a_row + letters if letters == records else 0
        if self._bad_in_a_row >= DEAD_LETTERS_IN_A_ROW:
            raise TooManyDeadLetters(
                f"{self._bad_in_a_row} messages in a row could not be read; all are kept as dead letters. "
                "See `mission-control dlq list` for the reasons, mend the producer, and start the worker again."
            )

    def _conclude(self, settled_ms: int, bounds: Positions | None) -> bool:
        """Judge the bursts that are over and were read whole; whether that says anything new."""
        until = time.monotonic() + JUDGES_S
        done: list[Burst] = []
        for burst, rest in self._due(settled_ms, bounds):
            self._under_way = burst, rest
            if not all(time.monotonic() < until for _ in rest):
                break
            self._under_way = None
            done.append(burst)
            if time.monotonic() > until:
                break
        if not done:
            return False
        upto = after(item for burst in done for item, _ in burst)
        concluded = self._concluder.keep(upto, among(self._judged, upto))
        self._judged |= upto
        for burst in done:
            self._waiting.judged(burst)
        return concluded

    def _due(self, settled_ms: int, bounds: Positions | None) -> Iterator[UnderWay]:
        """What is to be judged, first what is so in part."""
        begun = self._under_way
        if begun:
            yield begun
        for burst in self._waiting.over(settled_ms, bounds):
            if begun is None or burst[0] is not begun[0][0]:
                yield burst, self._concluder.judging(entry for _, entry in burst if entry)

    def _relay(self) -> None:
        """Send on what waits in the outbox. A crash in between sends it twice; its ids are the same both times."""
        while waiting := self._desk.graph.outbox(500, self._shares):
            self._desk.log.append([message for _, message in waiting])
            self._desk.graph.sent([number for number, _ in waiting])

    def _recall(self) -> None:
        """After a restart: what was taken in but not yet judged."""
        judged = self._judged
        while records := self._read(judged):
            mine = [item for item in records if within(item, self._positions)]
            if not mine:
                return
            entries = {a.accepted: entry_of(a.event, a.accepted) for a in decoded(mine).events}
            self._waiting.add((item, entries.get(item.accepted)) for item in mine)
            judged = {**judged, **after(records)}
