"""Who fills the audit log: all topics of the log → deeds, each exactly once."""

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from app.desk import Desk
from app.domain.audit import AUDITED, Deed, deed_of
from app.domain.events import TOPICS
from app.domain.partitions import SHARES
from app.errors import BadMessage, SchemaAway, StoreUnavailable
from app.ports import Record
from app.traced.trip import trip
from app.use_cases.audit import AUDIT, deed_of_letter
from app.wire import avro, deadletters
from workers.decode import carried, decoded
from workers.positions import after
from workers.resting import Resting

_TOLD: Final = re.compile("|".join(map(re.escape, AUDITED)).encode())
"""Is in every message that tells of a deed, and in few others: an event's type is written as it is."""


class Audit:
    """Follows the log alone. ``step`` is called over and over; position and entries are written together."""

    def __init__(self, desk: Desk, batch: int = 5_000) -> None:
        self._desk = desk
        self._batch = batch
        self._positions = desk.audit.positions(AUDIT)
        self._lost = False
        self._resting = Resting(desk.schemas, whole=True)  # else the chain would not be that of the log

    def step(self) -> int:
        """Enter what came since the last time. Returns how many records were read. Where a message is in a schema
        that nobody can be asked about just now, all that comes after it in the order of the log waits with it.

        Raises StoreUnavailable, also when another one was at the same work: then it goes on from where that one is.
        """
        if self._lost:
            self._positions = self._desk.audit.positions(AUDIT)
            self._lost = False
        records = self._read()
        if records:
            self._enter(records)
        return len(records)

    def _read(self) -> list[Record]:
        if not self._resting.active(SHARES):
            return []
        try:
            return self._desk.log.read(TOPICS, self._positions, self._batch)
        except SchemaAway as flaw:
            self._resting.rest(flaw)
            return []

    def _enter(self, records: list[Record]) -> None:
        told = [(record, deed) for record in records if (deed := deed_in(record, self._desk.tenant))]
        positions = {**self._positions, **after(records)}
        try:
            with self._traced([record for record, _ in told if record.topic != "dlq"]):
                self._desk.audit.record(AUDIT, self._positions, positions, [deed for _, deed in told])
        except StoreUnavailable:
            self._lost = True
            raise
        self._positions = positions

    def _traced(self, told: list[Record]) -> AbstractContextManager[None]:
        """What is entered lies in the traces of the events that told of it."""
        return trip(self._desk.tracing, AUDIT, map(carried, decoded(told).events)) if told else nullcontext()


def deed_in(record: Record, tenant: str) -> Deed | None:
    """The deed that a record tells of, if it does. What cannot be read is a dead letter, and no deed. Letters know no
    tenant; what is done to one counts as done in ``tenant``."""
    try:
        if record.topic == "dlq":
            return deed_of_letter(deadletters.decode(record.value), record, tenant)
        if _TOLD.search(record.value):
            return deed_of(avro.decode(record.value), record.accepted)
    except BadMessage:
        pass
    return None
