"""OTLP in its JSON form: ids in hex, 64-bit numbers as text or number, unknown fields passed over."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from app.readers.json_text import decode
from app.readers.otlp.signals import LogEntry, Span, severity_of

Long = str | int
_KINDS: Final = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
_STATUS: Final = ("UNSET", "OK", "ERROR")


class _Wire(msgspec.Struct, rename="camel"):
    """A message of the protocol."""


class _KeyValue(_Wire):
    key: str = ""
    value: Any = None


class _Resource(_Wire):
    attributes: list[_KeyValue] = []


class _Scope(_Wire):
    name: str = ""


class _Status(_Wire):
    code: Long = 0
    message: str = ""


class _SpanEvent(_Wire):
    name: str = ""
    attributes: list[_KeyValue] = []


class _Span(_Wire):
    trace_id: str = ""
    span_id: str = ""
    parent_span_id: str = ""
    name: str = ""
    kind: Long = 0
    start_time_unix_nano: Long = 0
    end_time_unix_nano: Long = 0
    attributes: list[_KeyValue] = []
    events: list[_SpanEvent] = []
    status: _Status = msgspec.field(default_factory=_Status)


class _ScopeSpans(_Wire):
    spans: list[_Span] = []


class _ResourceSpans(_Wire):
    resource: _Resource = msgspec.field(default_factory=_Resource)
    scope_spans: list[_ScopeSpans] = []


class Traces(_Wire):
    """``ExportTraceServiceRequest``, or a line of a file that a collector wrote."""

    resource_spans: list[_ResourceSpans]


class _LogRecord(_Wire):
    time_unix_nano: Long = 0
    observed_time_unix_nano: Long = 0
    severity_number: Long = 0
    severity_text: str = ""
    body: Any = None
    attributes: list[_KeyValue] = []
    trace_id: str = ""
    span_id: str = ""


class _ScopeLogs(_Wire):
    scope: _Scope = msgspec.field(default_factory=_Scope)
    log_records: list[_LogRecord] = []


class _ResourceLogs(_Wire):
    resource: _Resource = msgspec.field(default_factory=_Resource)
    scope_logs: list[_ScopeLogs] = []


class Logs(_Wire):
    """``ExportLogsServiceRequest``, or a line of a file that a collector wrote."""

    resource_logs: list[_ResourceLogs]


_TRACES: Final = msgspec.json.Decoder(Traces)
_LOGS: Final = msgspec.json.Decoder(Logs)


def spans_in(data: bytes, place: str = "") -> Iterator[Span]:
    """The spans of one JSON text. Raises BadFile with place and path."""
    for r, found in enumerate(decode(data, _TRACES, place).resource_spans):
        resource = _mapping(found.resource.attributes)
        for s, scope in enumerate(found.scope_spans):
            for n, span in enumerate(scope.spans):
                where = f"{place} $.resourceSpans[{r}].scopeSpans[{s}].spans[{n}]".strip()
                yield _span(span, resource, where)


def _span(span: _Span, resource: Mapping[str, str], place: str) -> Span:
    return Span(
        place=place,
        trace_id=span.trace_id.lower(),
        span_id=span.span_id.lower(),
        parent_id=span.parent_span_id.lower(),
        name=span.name,
        start=_number(span.start_time_unix_nano),
        end=_number(span.end_time_unix_nano),
        kind=_enum(span.kind, _KINDS, "SPAN_KIND_"),
        status=_enum(span.status.code, _STATUS, "STATUS_CODE_"),
        error=span.status.message or _exception(span.events),
        attributes=_mapping(span.attributes),
        resource=resource,
    )


def _exception(events: Sequence[_SpanEvent]) -> str:
    told = (_mapping(event.attributes) for event in events if event.name == "exception")
    return next((f"{t.get('exception.type', '')}: {t.get('exception.message', '')}".strip(": ") for t in told), "")


def logs_in(data: bytes, place: str = "") -> Iterator[LogEntry]:
    """The log records of one JSON text. Raises BadFile with place and path."""
    for r, found in enumerate(decode(data, _LOGS, place).resource_logs):
        resource = _mapping(found.resource.attributes)
        for s, scope in enumerate(found.scope_logs):
            for n, entry in enumerate(scope.log_records):
                where = f"{place} $.resourceLogs[{r}].scopeLogs[{s}].logRecords[{n}]".strip()
                yield _log(entry, scope.scope.name, resource, where)


def _log(entry: _LogRecord, logger: str, resource: Mapping[str, str], place: str) -> LogEntry:
    return LogEntry(
        place=place,
        at=_number(entry.time_unix_nano) or _number(entry.observed_time_unix_nano),
        severity=severity_of(_number(entry.severity_number), entry.severity_text),
        body=_text(entry.body),
        trace_id=entry.trace_id.lower(),
        span_id=entry.span_id.lower(),
        logger=logger,
        attributes=_mapping(entry.attributes),
        resource=resource,
    )


def _number(value: Long) -> int:
    """A 64-bit number in either spelling; what is none counts as not said."""
    return value if isinstance(value, int) else int(value) if value.isascii() and value.isdigit() else 0


def _enum(value: Long, names: Sequence[str], prefix: str) -> int:
    name = value.removeprefix(prefix) if isinstance(value, str) else ""
    return names.index(name) if name in names else _number(value)


def _mapping(pairs: Sequence[_KeyValue]) -> dict[str, str]:
    return {pair.key: _text(pair.value) for pair in pairs}


def _text(value: Any) -> str:
    """An ``AnyValue`` as text; lists and maps stay JSON."""
    plain = _plain(value)
    return plain if isinstance(plain, str) else "" if plain is None else msgspec.json.encode(plain).decode()


def _plain(value: Any) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((kind, held),) = value.items()
    if kind == "intValue":
        return _number(held) if isinstance(held, str | int) else None
    if kind in ("arrayValue", "kvlistValue"):
        return _collected(kind, held)
    return f"{len(base64.b64decode(held + '==', validate=False))} bytes" if kind == "bytesValue" else held


def _collected(kind: str, held: Any) -> Any:
    values = held.get("values", []) if isinstance(held, dict) else []
    if kind == "arrayValue":
        return [_plain(item) for item in values]
    return {str(pair.get("key")): _plain(pair.get("value")) for pair in values if isinstance(pair, dict)}
