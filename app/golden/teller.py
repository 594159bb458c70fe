"""How a story becomes events: what happened is told as offsets from the start, ids follow from the content."""

import hashlib
from typing import Final, NamedTuple

import msgspec

from app.domain.events import Event
from app.domain.payloads.common import Payload

SECOND: Final = 1_000
MINUTE: Final = 60_000
DAY: Final = 86_400_000

SOURCES: Final = {"dde": "payments-pipeline", "bdv": "payments-behaviour", "acc": "payments-structure"}


class Told(NamedTuple):
    """Something that happened so many milliseconds after the start, and the operation it was part of."""

    at: int
    event_type: str
    node_id: str
    payload: Payload
    thread: str
    commit: str


class Teller:
    """Collects what happened in one iteration. The same story told twice gives the same events."""

    def __init__(self, iteration: str, start_ms: int) -> None:
        self.iteration = iteration
        self.start_ms = start_ms
        self.commit = hexdigits("commit", iteration, length=40)
        self._told: list[Told] = []

    def say(self, at: int, event_type: str, node_id: str, payload: Payload, *, thread: str, commit: str = "") -> None:
        """It happened ``at`` milliseconds after the start, as part of the operation ``thread``."""
        self._told.append(Told(at, event_type, node_id, payload, thread, commit or self.commit))

    def events(self, tenant: str, project: str) -> list[Event]:
        """Everything told, in order of time. No two share a millisecond, so that order of arrival cannot matter."""
        events: list[Event] = []
        previous = 0
        for told in sorted(self._told, key=lambda t: t.at):
            previous = max(previous + 1, self.start_ms + told.at)
            events.append(self._event(told, previous, tenant, project))
        return events

    def _event(self, told: Told, timestamp: int, tenant: str, project: str) -> Event:
        content = self._content(told, timestamp, tenant)
        trace = hexdigits("trace", tenant, self.iteration, told.thread, str(self.start_ms), length=32)
        parent = hexdigits("span", trace, length=16)
        return Event(
            event_id=_time_ordered_id(timestamp, content),
            timestamp=timestamp,
            tenant_id=tenant,
            iteration_id=self.iteration,
            event_type=told.event_type,
            node_id=told.node_id,
            payload=told.payload,
            project=project,
            commit_sha=told.commit,
            trace_id=trace,
            span_id=content[32:48],
            parent_span_id=parent,
            traceparent=f"00-{trace}-{content[32:48]}-01",
            correlation_id=told.thread,
            source=SOURCES[told.event_type.partition(".")[0]],
        )

    def _content(self, told: Told, timestamp: int, tenant: str) -> str:
        """Digits that follow from what happened, when and where, and make the event's ids."""
        said = msgspec.json.encode(told.payload, order="sorted").decode()
        return hexdigits(tenant, self.iteration, told.event_type, told.node_id, str(timestamp), said, length=64)


def hexdigits(*parts: str, length: int) -> str:
    """Hex digits that follow from the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def _time_ordered_id(timestamp: int, content: str) -> str:
    """In the form of a UUID of version 7: the time first, then digits of the content."""
    time = f"{timestamp:012x}"
    return f"{time[:8]}-{time[8:]}-7{content[:3]}-a{content[3:6]}-{content[6:18]}"
