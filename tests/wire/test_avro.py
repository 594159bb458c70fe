"""Events survive the wire whole, and whatever is no event says why."""

import struct

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.events import EventError
from app.domain.payloads.dde import GateEvent, TaskFailed, TaskStarted
from app.errors import BadMessage
from app.wire.avro import decode, encode
from tests.wire.samples import TYPES, event, events_of


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_event_of_every_type_comes_back_as_it_went(kind: str, data: st.DataObject) -> None:
    sent = data.draw(events_of(kind))
    assert decode(encode(sent)) == sent


def test_the_error_of_a_producer_comes_back_as_it_went() -> None:
    sent = event(error=EventError(code="E7", message="out of paper", retry_count=2))
    assert decode(encode(sent)) == sent


def test_an_event_of_usual_size_takes_few_bytes() -> None:
    assert len(encode(event())) < 250


def _message() -> bytes:
    return encode(event())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "header of 5 bytes, found 0"),
        (b"\0\0\0", "header of 5 bytes, found 3"),
        (b"{" + _message()[1:], "starts with byte 0, found 123"),
        (b"\0\0\0\0\7" + _message()[5:], "unknown schema id 7"),
        (_message()[:5], "dde_event: truncated or garbled"),
        (_message()[:40], "dde_event: truncated or garbled"),
        (_message()[:-1], "dde_event: truncated or garbled"),
        (_message() + b"x", "1 bytes are left after the record's end"),
    ],
)
def test_a_malformed_message_is_refused_with_its_reason(value: bytes, reason: str) -> None:
    with pytest.raises(BadMessage, match=reason) as refused:
        decode(value)
    assert refused.value.category == "SCHEMA_VALIDATION"


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_are_the_answer_is_an_event_or_a_reason(data: st.DataObject) -> None:
    good = encode(data.draw(st.sampled_from(TYPES).flatmap(events_of)))
    position = data.draw(st.integers(0, len(good) - 1))
    garbled = good[:position] + data.draw(st.binary(max_size=12)) + good[position + data.draw(st.integers(0, 9)) :]
    try:
        decode(garbled)
    except BadMessage as refused:
        assert str(refused)


@pytest.mark.parametrize("length", [2**62, -1, -(2**62)])
def test_a_length_that_lies_is_refused_without_taking_memory(length: int) -> None:
    zigzag, varint = (length << 1) ^ (length >> 63), bytearray()
    zigzag &= 2**64 - 1
    while zigzag > 0x7F:
        varint.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    with pytest.raises(BadMessage):
        decode(_message()[:5] + bytes(varint) + bytes([zigzag]))


def test_a_payload_of_another_event_type_is_refused() -> None:
    confused = msgspec.structs.replace(event("dde.task.failed"), payload=TaskStarted(task_id="t"))
    with pytest.raises(BadMessage, match=r"dde\.task\.failed takes the payload TaskFailed, found TaskStarted"):
        encode(confused)
    bent = encode(event()).replace(b"dde.task.started", b"dde.task.running")
    with pytest.raises(BadMessage, match=r"dde\.task\.running takes the payload TaskRunning, found TaskStarted"):
        decode(bent)


def test_an_event_type_of_another_stream_or_of_none_is_refused() -> None:
    with pytest.raises(BadMessage, match=r"unknown event_type 'dde\.task\.sneezed'"):
        decode(_message().replace(b"dde.task.started", b"dde.task.sneezed"))
    with pytest.raises(BadMessage, match=r"unknown event_type 'xyz\.task\.started'"):
        encode(event(event_type="xyz.task.started"))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused_on_both_ends(number: float) -> None:
    gate = event("dde.gate.passed", payload=GateEvent(task_id="t", gate_name="g", value=0.5))
    with pytest.raises(BadMessage, match="value must be a finite number"):
        encode(event("dde.gate.passed", payload=GateEvent(task_id="t", gate_name="g", value=number)))
    bent = encode(gate).replace(struct.pack("<d", 0.5), struct.pack("<d", number))
    with pytest.raises(BadMessage, match="value must be a finite number"):
        decode(bent)
    with pytest.raises(BadMessage, match="confidence_score must be a finite number"):
        encode(event(confidence_score=number))


def test_an_event_that_cannot_be_believed_is_refused_on_both_ends() -> None:
    with pytest.raises(BadMessage, match="tenant_id must have 1 to 512 characters, found 0"):
        encode(event(tenant_id=""))
    with pytest.raises(BadMessage, match="timestamp 0 is outside 1970"):
        encode(event(timestamp=0))
    with pytest.raises(BadMessage, match="event_id must have 1 to 512 characters, found 0"):
        decode(encode(event(event_id="e-1")).replace(b"\x06e-1", b"\x00", 1))


def test_a_value_that_does_not_fit_its_field_is_refused() -> None:
    with pytest.raises(BadMessage, match="does not fit"):
        encode(event(payload=TaskStarted(task_id="t", attempt=2**64)))
    with pytest.raises(BadMessage, match="does not fit"):
        encode(event("dde.task.failed", payload=TaskFailed(task_id="\ud800")))
