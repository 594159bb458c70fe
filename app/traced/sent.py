"""The event log, told: whatever is put on it says in which traces it lies, and each of these sees it go."""

import time
from collections.abc import Sequence
from secrets import token_hex
from typing import Any, Final

import msgspec

from app.domain.traces import NO_TRACE, Context
from app.ports import EventLog, Message, Record, Span, Tracing
from app.traced.portions import Portion, Work, portions, tell

MOST: Final = 100
"""So many traces of one append see it go; what lies in others travels on as it came."""


class SentLog:
    """``app.ports.EventLog`` over another. What lies in a trace that is kept goes on under the span that tells so."""

    def __init__(self, log: EventLog, tracing: Tracing) -> None:
        self._log, self._tracing = log, tracing

    def __getattr__(self, name: str) -> Any:
        """Everything but writing is the log's own."""
        return getattr(self._log, name)

    def append(self, messages: Sequence[Message]) -> list[Record]:
        """As the log's own."""
        found = portions(((message.trace, message) for message in messages), self._tracing, MOST)
        if not found and self._tracing.here == NO_TRACE:
            return self._log.append(messages)
        with self._tracing.span("log append", "client") as span:
            span.note({"messaging.batch.message_count": len(messages)})
            span.link([portion.under for portion in found])
            return self._sent(messages, found, span)

    def _sent(self, messages: Sequence[Message], found: list[Portion[Message]], span: Span) -> list[Record]:
        ids = {portion.under.trace_id: token_hex(8) for portion in found}
        work = Work("event.publish", "producer", time.time_ns(), span.context)
        try:
            baggage = self._tracing.here.baggage
            return self._log.append([_under(message, ids, baggage) for message in messages])
        except Exception as trouble:
            work = work._replace(flaw=type(trouble).__name__)
            span.fail(work.flaw)
            raise
        finally:
            for portion in found:
                about = {
                    "messaging.destination.name": portion.first.topic,
                    "mission_control.iteration": portion.first.key,
                }
                tell(self._tracing, portion, work, about, ids[portion.under.trace_id])


def _under(message: Message, ids: dict[str, str], baggage: str) -> Message:
    """The message on its way, under the span that tells so, with what the work around it carries."""
    said = message.trace
    own = ids.get(said.trace_id)
    if not own:
        return message
    parent = f"00-{said.trace_id}-{own}-{said.traceparent[53:]}"
    return msgspec.structs.replace(message, trace=Context(parent, said.tracestate, said.baggage or baggage))
