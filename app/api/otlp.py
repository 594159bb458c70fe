"""OTLP over HTTP: ``POST /v1/traces`` and ``/v1/logs``, JSON or protobuf, into the log and never into a store.

Every exporter can send here: ``OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:8050`` is all it takes. Where
the signals belong they say themselves (resource attributes ``mission_control.iteration``, …), else the
header ``X-Mission-Control-Iteration``, else they belong to their repository or service. A signal that cannot be
read is counted as rejected, with its reason, and the others are taken in (partial success).
"""

import json
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

from flask import Flask, Response, request
from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from app.api.problems import status_of
from app.desk import Desk
from app.domain.events import Event
from app.errors import BadFile, MissionControlError
from app.readers.origin import Origin
from app.readers.otlp import json_form, proto_form
from app.readers.otlp.envelopes import named_origin, whole_ms
from app.readers.otlp.lines import log_events
from app.readers.otlp.signals import LogEntry
from app.readers.otlp.tasks import events_of
from app.use_cases.post import post
from app.wire.avro import encode

MAX_BYTES: Final = 32 * 1024 * 1024
JSON: Final = "application/json"
PROTOBUF: Final = "application/x-protobuf"
ITERATION: Final = "X-Mission-Control-Iteration"

Told = tuple[list[Event], list[str]]
"""The events of a request, and why some of its signals were rejected."""


class Signal(NamedTuple):
    """What is taken in at one address, and how it is answered."""

    path: str
    read: Callable[[bytes, bool, Origin], Told]
    response: type[Message]
    rejected: str


def register_otlp(server: Flask, desk: Desk) -> None:
    """Add both addresses."""
    for signal in (
        Signal("traces", _traces, ExportTraceServiceResponse, "rejected_spans"),
        Signal("logs", _logs, ExportLogsServiceResponse, "rejected_log_records"),
    ):
        server.add_url_rule(f"/v1/{signal.path}", f"otlp_{signal.path}", _view(desk, signal), methods=["POST"])


def _view(desk: Desk, signal: Signal) -> Callable[[], Response]:
    def view() -> Response:
        try:
            as_json = _is_json()
            origin = Origin(tenant=desk.tenant, iteration=request.headers.get(ITERATION, ""))
            events, reasons = signal.read(_body(), as_json, origin)
            refused = [a.reason for a in post(desk.log, encode, events) if a.status == "rejected"]
        except (HTTPException, MissionControlError) as flaw:
            return _refused(flaw)
        return _answer(reasons + refused, signal, as_json=as_json)

    return view


def _is_json() -> bool:
    if request.mimetype not in (JSON, PROTOBUF):
        raise UnsupportedMediaType(f"send {PROTOBUF} or {JSON}, not {request.mimetype or 'nothing named'}")
    return request.mimetype == JSON


def _body() -> bytes:
    """The request's bytes, unpacked within bounds. Raises for too many of them, or an unknown packing."""
    request.max_content_length = MAX_BYTES
    body = request.get_data()
    packing = (request.content_encoding or "identity").lower()
    if packing == "identity":
        return body
    if packing not in ("gzip", "deflate"):
        raise UnsupportedMediaType(f"send the body as it is, or packed with gzip, not with {packing}")
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        plain = unpacking.decompress(body, MAX_BYTES)
    except zlib.error as flaw:
        raise BadFile(f"the body cannot be unpacked: {flaw}") from flaw
    if unpacking.unconsumed_tail:
        raise RequestEntityTooLarge(f"more than {MAX_BYTES >> 20} MiB when unpacked; send smaller batches")
    return plain


def _traces(body: bytes, as_json: bool, origin: Origin) -> Told:
    events: list[Event] = []
    reasons: list[str] = []
    for span in json_form.spans_in(body) if as_json else proto_form.spans_in(body):
        try:
            events += list(events_of(named_origin(origin, span, fixed=False), span))
        except BadFile as flaw:
            reasons.append(str(flaw))
    return events, reasons


def _logs(body: bytes, as_json: bool, origin: Origin) -> Told:
    good: list[LogEntry] = []
    reasons: list[str] = []
    for entry in json_form.logs_in(body) if as_json else proto_form.logs_in(body):
        try:
            whole_ms(entry.at, entry.place)
            good.append(entry)
        except BadFile as flaw:
            reasons.append(str(flaw))
    return list(log_events(origin, good, fixed=False)), reasons


def _answer(reasons: list[str], signal: Signal, *, as_json: bool) -> Response:
    """All was taken in, or how many signals were not, and why the first of them was not."""
    told = signal.response()
    if reasons:
        more = " (and others)" if len(reasons) > 1 else ""
        partial = {signal.rejected: len(reasons), "error_message": f"{reasons[0]}{more}"}
        json_format.ParseDict({"partial_success": partial}, told)
    if as_json:
        return Response(json_format.MessageToJson(told, indent=None), mimetype=JSON)
    return Response(told.SerializeToString(), mimetype=PROTOBUF)


def _refused(flaw: HTTPException | MissionControlError) -> Response:
    """The whole request is refused: a ``google.rpc.Status`` whose message says why, as the protocol demands."""
    code = (flaw.code or 400) if isinstance(flaw, HTTPException) else _code(flaw)
    message = str(flaw.description) if isinstance(flaw, HTTPException) else str(flaw)
    if request.mimetype == PROTOBUF:
        answer = Response(_status(message.encode()), code, mimetype=PROTOBUF)
    else:
        answer = Response(json.dumps({"code": code, "message": message}), code, mimetype=JSON)
    if code == 503:
        answer.headers["Retry-After"] = "1"
    return answer


def _code(flaw: MissionControlError) -> int:
    """A body that cannot be read is a bad request here, so that no exporter sends it again."""
    return 400 if isinstance(flaw, BadFile) else status_of(flaw)


def _status(message: bytes) -> bytes:
    """``google.rpc.Status`` with nothing but field 2, its message."""
    length, said = len(message), bytearray()
    while length > 0x7F:
        said.append(length & 0x7F | 0x80)
        length >>= 7
    return b"\x12" + bytes([*said, length]) + message
