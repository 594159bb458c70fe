"""OTLP as protobuf, the form in which exporters send it over HTTP by default."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span as ProtoSpan

from app.errors import BadFile
from app.readers.otlp.signals import LogEntry, Span, severity_of


def spans_in(data: bytes) -> Iterator[Span]:
    """The spans of an ``ExportTraceServiceRequest``. Raises BadFile for bytes that are none."""
    request = ExportTraceServiceRequest()
    _parse(request, data)
    for r, found in enumerate(request.resource_spans):
        resource = _mapping(found.resource.attributes)
        for s, scope in enumerate(found.scope_spans):
            for n, span in enumerate(scope.spans):
                yield _span(span, resource, f"resource_spans[{r}].scope_spans[{s}].spans[{n}]")


def _span(span: ProtoSpan, resource: Mapping[str, str], place: str) -> Span:
    exceptions = (_mapping(event.attributes) for event in span.events if event.name == "exception")
    told = (f"{e.get('exception.type', '')}: {e.get('exception.message', '')}".strip(": ") for e in exceptions)
    return Span(
        place=place,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        name=span.name,
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        kind=span.kind,
        status=span.status.code,
        error=span.status.message or next(told, ""),
        attributes=_mapping(span.attributes),
        resource=resource,
    )


def logs_in(data: bytes) -> Iterator[LogEntry]:
    """The log records of an ``ExportLogsServiceRequest``. Raises BadFile for bytes that are none."""
    request = ExportLogsServiceRequest()
    _parse(request, data)
    for r, found in enumerate(request.resource_logs):
        resource = _mapping(found.resource.attributes)
        for s, scope in enumerate(found.scope_logs):
            for n, entry in enumerate(scope.log_records):
                where = f"resource_logs[{r}].scope_logs[{s}].log_records[{n}]"
                yield _log(entry, scope.scope.name, resource, where)


def _log(entry: LogRecord, logger: str, resource: Mapping[str, str], place: str) -> LogEntry:
    return LogEntry(
        place=place,
        at=entry.time_unix_nano or entry.observed_time_unix_nano,
        severity=severity_of(entry.severity_number, entry.severity_text),
        body=_text(entry.body),
        trace_id=entry.trace_id.hex(),
        span_id=entry.span_id.hex(),
        logger=logger,
        attributes=_mapping(entry.attributes),
        resource=resource,
    )


def _parse(request: ExportTraceServiceRequest | ExportLogsServiceRequest, data: bytes) -> None:
    try:
        request.ParseFromString(data)
    except (DecodeError, RecursionError) as flaw:
        raise BadFile(f"not protobuf of {request.DESCRIPTOR.name}") from flaw


def _mapping(pairs: Iterable[KeyValue]) -> dict[str, str]:
    return {pair.key: _text(pair.value) for pair in pairs}


def _text(value: AnyValue) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else "" if plain is None else msgspec.json.encode(plain).decode()


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_plain(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: _plain(pair.value) for pair in value.kvlist_value.values}
    if kind == "bytes_value":
        return f"{len(value.bytes_value)} bytes"
    return getattr(value, kind) if kind else None
