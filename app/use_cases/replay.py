"""Reading events again: from archive and log, a stretch of them, for the graph, for a trial, or for a file.

A replay goes the way that every event goes, over the log to the worker, whose positions nobody touches; so it can
bring in what was missed, and cannot change what is known.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.moments import acceptance, known_ms
from app.domain.payloads.common import BatchRetracted
from app.domain.payloads.overrides import PAYLOADS as OVERRIDES
from app.domain.payloads.overrides import renamed
from app.errors import BadMessage, UnknownIteration
from app.ports import EventLog, GraphStore, Message, Positions, Record
from app.use_cases.post import BATCH

PAGE: Final = 2_000
CLOCKS: Final = ("accepted", "valid")

Decode = Callable[[bytes], Event]
"""How an event is read from the wire; raises BadMessage for what is none."""


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which events: of these streams and this tenant, from ``since`` up to, not with, ``until`` (ms) by the clock
    ``by`` (accepted: when they were learned; valid: when they happened), of an iteration, of a type (a glob)."""

    streams: tuple[str, ...]
    tenant: str
    since: int | None = None
    until: int | None = None
    by: str = "accepted"
    iteration: str = ""
    kind: str = "*"

    def means(self, event: Event, record: Record) -> bool:
        """Whether the event is meant."""
        moment = event.timestamp if self.by == "valid" else known_ms(record.accepted)
        return (
            event.tenant_id == self.tenant
            and self.iteration in ("", event.iteration_id)
            and fnmatchcase(event.event_type, self.kind)
            and (self.since is None or moment >= self.since)
            and (self.until is None or moment < self.until)
        )


class Found(msgspec.Struct, frozen=True):
    """A record of the log, and the event in it."""

    record: Record
    event: Event


class Reading:
    """One reading of the log, up to where it ended when it began. Counts what it came past."""

    def __init__(self, log: EventLog, decode: Decode, selection: Selection, ends: Positions) -> None:
        self._log, self._decode = log, decode
        self._selection, self._ends = selection, ends
        self.records = 0
        self.unreadable = 0
        self.types: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Found]:
        """The events that are meant, in order of acceptance."""
        for record in self._records():
            self.records += 1
            try:
                event = self._decode(record.value)
            except BadMessage:
                self.unreadable += 1
                continue
            if self._selection.means(event, record):
                self.types[event.event_type] += 1
                yield Found(record, event)

    def _records(self) -> Iterator[Record]:
        chosen, positions = self._selection, self._start()
        over = None if chosen.until is None or chosen.by == "valid" else acceptance(chosen.until, 0, 0)
        while page := self._log.read(chosen.streams, positions, PAGE):
            for record in page:
                place = f"{record.topic}-{record.partition}"
                positions[place] = record.offset + 1
                if over is not None and record.accepted >= over:
                    return
                if record.offset < self._ends.get(place, 0):
                    yield record

    def _start(self) -> dict[str, int]:
        chosen = self._selection
        if chosen.since is None or chosen.by == "valid":
            return {}
        return dict(self._log.seek(chosen.streams, chosen.since))


class Known:
    """Which events the graph holds already, by their keys."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._keys: dict[Scope, set[str]] = {}

    def holds(self, event: Event) -> bool:
        """Whether the event would change nothing."""
        scope = Scope(event.tenant_id, event.iteration_id)
        if scope not in self._keys:
            self._keys[scope] = self._kept(scope)
        return event.key in self._keys[scope]

    def expect(self, event: Event) -> None:
        """The event, of which ``holds`` was asked, is on its way: told once more, it changes nothing."""
        self._keys[Scope(event.tenant_id, event.iteration_id)].add(event.key)

    def _kept(self, scope: Scope) -> set[str]:
        try:
            return {entry.key for entry in self._graph.entries(scope)}
        except UnknownIteration:
            return set()


def in_iteration(event: Event, iteration: str) -> Event:
    """The event as one of another iteration, under ids that follow from its own: replayed twice it is one.

    So do the ids that it names, of words upon the gate.
    """

    def name(event_id: str) -> str:
        return derived_id("replayed", iteration, event_id)

    return msgspec.structs.replace(
        event,
        iteration_id=iteration,
        event_id=name(event.event_id),
        idempotency_key=name(event.key),
        payload=renamed(event.payload, name) if event.event_type in OVERRIDES else event.payload,
        causation_id=event.event_id,
    )


def again(log: EventLog, found: Iterable[Message]) -> Iterator[int]:
    """Put these messages on the log, a batch at a time; yields how many each batch held."""
    batch: list[Message] = []
    for message in found:
        batch.append(message)
        if len(batch) == BATCH:
            log.append(batch)
            yield len(batch)
            batch = []
    log.append(batch)
    yield len(batch)


def taken_back(reading: Iterable[Found]) -> set[tuple[Scope, str]]:
    """The batches that were taken back, each with its iteration."""
    events = (found.event for found in reading)
    return {
        (Scope(event.tenant_id, event.iteration_id), event.payload.batch_id)
        for event in events
        if isinstance(event.payload, BatchRetracted)
    }


def still_counts(event: Event, gone: set[tuple[Scope, str]]) -> bool:
    """Whether the event was not taken back, and does not take anything back itself."""
    scope = Scope(event.tenant_id, event.iteration_id)
    return (scope, event.batch_id) not in gone and not isinstance(event.payload, BatchRetracted)
