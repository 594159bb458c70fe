"""Where a piece of work belongs in a trace (W3C Trace Context and Baggage), and which of it may travel on."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from app.domain.events import Event
from app.domain.graph import Version

ALLOWED: Final = frozenset({"tenant", "project", "iteration", "workflow", "run", "task", "stream", "environment"})
"""What baggage may carry on, each also with ``mission_control.`` before it; whatever else a sender adds goes no
further, so that nobody's mail address or token travels with the events."""

_PARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
_AS_WRITTEN: Final = re.compile(rf"(?=00-){_PARENT.pattern}").fullmatch
_STATE: Final = re.compile(r"[a-z0-9][a-z0-9_*/@-]{0,255}=[!-+\x2d-<>-~]{1,256}")
_PREFIX: Final = "mission_control."
_SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
_MOST_STATES: Final = 32


class Context(NamedTuple):
    """What travels with a message or a request: the three W3C headers, each empty where nothing is said."""

    traceparent: str = ""
    tracestate: str = ""
    baggage: str = ""

    @property
    def trace_id(self) -> str:
        """32 hex digits; empty outside any trace."""
        return self.traceparent[3:35]

    @property
    def span_id(self) -> str:
        """16 hex digits; empty outside any trace."""
        return self.traceparent[36:52]

    @property
    def sampled(self) -> bool:
        """Whether whoever began the trace wants it kept."""
        return bool(self.traceparent) and int(self.traceparent[53:], 16) & 1 == 1


NO_TRACE: Final = Context()
"""Outside any trace."""


def context(traceparent: str, tracestate: str = "", baggage: str = "") -> Context:
    """The context that these headers name, as far as they can be read; NO_TRACE without a traceparent that can."""
    found = _PARENT.fullmatch(traceparent.strip().lower())
    if not found:
        return NO_TRACE
    return Context(f"00-{found[1]}-{found[2]}-{found[3]}", _states(tracestate), carried(baggage))


def context_of(event: Event) -> Context:
    """Where an event belongs: what it says whole, else what its ids say (then it is wanted)."""
    ids = f"00-{event.trace_id}-{event.span_id}-01"
    usual = event.traceparent or ids
    if not event.tracestate and _AS_WRITTEN(usual):  # as most say it; this is asked of every event
        return Context(usual)
    said = context(event.traceparent, event.tracestate) if event.traceparent else NO_TRACE
    return context(ids, event.tracestate) if said == NO_TRACE else said


def origin(versions: Iterable[Version]) -> Context:
    """The place of the event that was accepted last of those that spoke of something; NO_TRACE when it said none."""
    last = max(versions, key=lambda version: version.accepted, default=None)
    return context(last.trace) if last else NO_TRACE


def placed(event: Event, here: Context) -> Event:
    """The event with its place in a trace said whole; one that says none lies ``here``."""
    said = context_of(event)
    if said == NO_TRACE:
        said = here
    if said == NO_TRACE or (event.traceparent == said.traceparent and event.trace_id and event.span_id):
        return event
    ids = {"trace_id": said.trace_id, "span_id": said.span_id}
    return msgspec.structs.replace(event, **ids, traceparent=said.traceparent, tracestate=said.tracestate)


def carried(baggage: str) -> str:
    """The members of a baggage header that may travel on: allowed names, plain values, no properties."""
    found: dict[str, str] = {}
    for member in baggage.split(","):
        name, _, value = (part.strip() for part in member.partition(";")[0].partition("="))
        if name.removeprefix(_PREFIX) in ALLOWED and _SAFE.fullmatch(value):
            found.setdefault(name, value)
    return ",".join(f"{name}={value}" for name, value in sorted(found.items()))


def members(baggage: str) -> dict[str, str]:
    """The members of baggage that was :func:`carried`."""
    pairs = (member.partition("=") for member in baggage.split(",") if member)
    return {name: value for name, _, value in pairs}


def _states(tracestate: str) -> str:
    """The list members that follow the grammar, the first 32 of them, in their order."""
    listed = [member.strip() for member in tracestate.split(",")]
    return ",".join([member for member in listed if _STATE.fullmatch(member)][:_MOST_STATES])
