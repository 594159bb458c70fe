"""Take accepted events in: read what is known, let the domain decide, write once."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec

from app.domain.correlate import Correlator, is_derived
from app.domain.effects import entry_of
from app.domain.events import Event
from app.domain.graph import Entry, Fact, Scope
from app.domain.payloads.common import BatchRetracted
from app.domain.retract import retraction
from app.domain.traces import NO_TRACE, Context
from app.errors import UnknownIteration
from app.ports import NOWHERE, Batch, GraphStore, Message, Positions

CONSUMER: Final = "ingest"
_SCOPES_HELD: Final = 64
_NODES_HELD: Final = 200_000
"""The correlation of one node takes some 6 KB."""


class Accepted(msgspec.Struct, frozen=True):
    """An event, the acceptance number that the log gave it, and where its message lay in a trace, if it said so."""

    event: Event
    accepted: int
    trace: Context = NO_TRACE


class Recorder:
    """Turns events into entries and writes them. Holds the correlation of recently seen scopes in memory;
    what it holds can always be rebuilt from the store."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._correlators: OrderedDict[Scope, Correlator] = OrderedDict()

    def record(
        self,
        events: Sequence[Accepted],
        positions: Positions,
        outbox: Sequence[Message] = (),
        starts: Positions = NOWHERE,
    ) -> list[Entry]:
        """Write what the events state and what follows from it, with the position, in one transaction; ``starts``
        says where the events begin.

        Returns an entry per event, new or not. Raises StoreUnavailable, and then has written nothing and
        may be called again with the same events.
        """
        entries: list[Entry] = []
        try:
            for accepted in events:
                entries.append(self._entry(accepted, entries))
            self._graph.append(Batch(CONSUMER, positions, entries, outbox, starts))
        except Exception:
            self._correlators.clear()
            raise
        return entries

    def _entry(self, accepted: Accepted, before: Sequence[Entry]) -> Entry:
        event = accepted.event
        entry = entry_of(event, accepted.accepted)
        if isinstance(event.payload, BatchRetracted):
            entry = _with_facts(entry, self._retracted(entry.scope, event.payload, before))
        derived = self._correlator(entry.scope).derive(entry)
        return _with_facts(entry, derived) if derived else entry

    def _retracted(self, scope: Scope, payload: BatchRetracted, before: Sequence[Entry]) -> Sequence[Fact]:
        """What takes a batch back; it may lie in the store or just before, among what is being written with it."""
        unwritten = (entry for entry in before if entry.scope == scope)
        return retraction([*self._kept(scope), *unwritten], payload.batch_id, is_derived)

    def _kept(self, scope: Scope) -> list[Entry]:
        try:
            return list(self._graph.entries(scope))
        except UnknownIteration:
            return []

    def _correlator(self, scope: Scope) -> Correlator:
        known = self._correlators.get(scope)
        if known is None:
            self._make_room()
            known = Correlator()
            known.recall(self._kept(scope))
            self._correlators[scope] = known
        self._correlators.move_to_end(scope)
        return known

    def _make_room(self) -> None:
        """Forget the scopes that were longest without an event; the store knows them."""
        held = sum(correlator.nodes for correlator in self._correlators.values())
        while self._correlators and (len(self._correlators) >= _SCOPES_HELD or held > _NODES_HELD):
            _, oldest = self._correlators.popitem(last=False)
            held -= oldest.nodes


def _with_facts(entry: Entry, more: Sequence[Fact]) -> Entry:
    return msgspec.structs.replace(entry, facts=(*entry.facts, *more))
