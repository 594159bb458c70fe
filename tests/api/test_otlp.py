"""OTLP over HTTP: what an exporter sends, as JSON or protobuf, packed or not, is on the log."""

import gzip
import json

import pytest
from flask.testing import FlaskClient
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.wire.avro import decode
from tests.builders import T0
from tests.readers.otlp.test_logs import logs, record
from tests.readers.otlp.test_traces import BUILD, FAILING, ROOT, TRACE, traces

JSON = {"Content-Type": "application/json"}
PROTOBUF = {"Content-Type": "application/x-protobuf"}


def on_log(desk: Desk) -> list[Event]:
    return [decode(item.value) for item in desk.log.read(STREAMS, {}, 100)]


def request_with(*, trace_id: bytes = bytes.fromhex(TRACE), start: int = T0 * 1_000_000) -> bytes:
    request = ExportTraceServiceRequest()
    found = request.resource_spans.add()
    for name, text in (("service.name", "shop"), ("vcs.ref.head.revision", "abc123")):
        attribute = found.resource.attributes.add()
        attribute.key, attribute.value.string_value = name, text
    span = found.scope_spans.add().spans.add()
    span.trace_id, span.span_id, span.name = trace_id, b"\1" * 8, "build"
    span.start_time_unix_nano, span.end_time_unix_nano = start, start + 10**9
    span.status.code, span.status.message = 2, "no disk"
    return request.SerializeToString()


def test_spans_as_protobuf_become_task_runs(client: FlaskClient, desk: Desk) -> None:
    answer = client.post("/v1/traces", data=request_with(), headers=PROTOBUF)
    assert answer.status_code == 200
    assert answer.mimetype == "application/x-protobuf"
    assert not ExportTraceServiceResponse.FromString(answer.data).HasField("partial_success")
    failed = next(e for e in on_log(desk) if e.event_type == "dde.task.failed")
    assert (failed.iteration_id, failed.commit_sha, failed.trace_id) == ("shop", "abc123", TRACE)
    assert failed.error is not None
    assert failed.error.message == "no disk"


def test_json_and_protobuf_of_one_span_are_the_same_events(client: FlaskClient, desk: Desk) -> None:
    client.post("/v1/traces", data=traces(ROOT, BUILD), headers=JSON)
    first = {e.event_id for e in on_log(desk)}
    client.post("/v1/traces", data=gzip.compress(traces(BUILD, ROOT)), headers={**JSON, "Content-Encoding": "gzip"})
    assert len(on_log(desk)) == 2 * len(first)
    assert {e.event_id for e in on_log(desk)} == first


def test_the_header_says_where_signals_belong_that_do_not_say_it(client: FlaskClient, desk: Desk) -> None:
    client.post("/v1/traces", data=traces(ROOT), headers={**JSON, "X-Mission-Control-Iteration": "release-7"})
    assert {e.iteration_id for e in on_log(desk)} == {"release-7"}


def test_logs_are_taken_in_too(client: FlaskClient, desk: Desk) -> None:
    assert client.post("/v1/logs", data=logs(record("hello")), headers=JSON).status_code == 200
    request = ExportLogsServiceRequest()
    entry = request.resource_logs.add().scope_logs.add().log_records.add()
    entry.time_unix_nano, entry.body.string_value = T0 * 1_000_000, "hello again"
    assert client.post("/v1/logs", data=request.SerializeToString(), headers=PROTOBUF).status_code == 200
    assert [e.event_type for e in on_log(desk)] == ["dde.log.recorded"] * 2


def test_a_bad_span_is_counted_as_rejected_and_the_others_are_taken_in(client: FlaskClient, desk: Desk) -> None:
    answer = client.post("/v1/traces", data=traces({**FAILING, "traceId": "nonsense"}, BUILD), headers=JSON)
    assert answer.status_code == 200
    partial = json.loads(answer.data)["partialSuccess"]
    assert partial["rejectedSpans"] == "1"
    assert "trace id has to be 32 hex digits" in partial["errorMessage"]
    assert {e.node_id for e in on_log(desk)} == {"build"}


def test_a_bad_log_record_is_counted_as_rejected(client: FlaskClient, desk: Desk) -> None:
    answer = client.post("/v1/logs", data=logs({**record("a"), "timeUnixNano": "1"}, record("b")), headers=JSON)
    assert json.loads(answer.data)["partialSuccess"]["rejectedLogRecords"] == "1"
    assert len(on_log(desk)) == 1


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"{", JSON, 400),
        (b"\xff\xff\xff", PROTOBUF, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {**JSON, "Content-Encoding": "br"}, 415),
        (b"not gzip", {**JSON, "Content-Encoding": "gzip"}, 400),
        (gzip.compress(b" " * (33 << 20)), {**JSON, "Content-Encoding": "gzip"}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_status(
    client: FlaskClient, desk: Desk, body: bytes, headers: dict[str, str], code: int
) -> None:
    answer = client.post("/v1/traces", data=body, headers=headers)
    assert answer.status_code == code
    assert answer.data
    assert not on_log(desk)


def test_a_refusal_of_protobuf_is_a_protobuf_status(client: FlaskClient) -> None:
    answer = client.post("/v1/traces", data=b"\xff\xff\xff", headers=PROTOBUF)
    assert answer.mimetype == "application/x-protobuf"
    assert answer.data[:1] == b"\x12"
    assert answer.data[1] == len(answer.data) - 2
    assert b"ExportTraceServiceRequest" in answer.data
