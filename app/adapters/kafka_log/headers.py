"""The headers of a message: where it belongs in a trace, as W3C names them, for all who read the topics."""

from collections.abc import Sequence

from app.domain.traces import Context, context

Headers = Sequence[tuple[str, bytes]]


def written(trace: Context) -> Headers:
    """What says where the message belongs; nothing where that is nowhere."""
    return [(name, value.encode()) for name, value in trace._asdict().items() if value]


def read(headers: Sequence[tuple[str, str | bytes | None]]) -> Context:
    """Where headers that anybody wrote say that it belongs; of several of one name the last counts."""
    said = {name.lower(): _text(value) for name, value in headers if name.lower() in Context._fields}
    return context(said.get("traceparent", ""), said.get("tracestate", ""), said.get("baggage", ""))


def _text(value: str | bytes | None) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value or ""
