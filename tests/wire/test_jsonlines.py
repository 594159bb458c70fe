"""Events as people write them: forgiving about form, strict about meaning, never a crash."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.payloads.common import StreamWaived
from app.domain.payloads.dde import GateEvent, TaskStarted
from app.errors import BadMessage
from app.wire.jsonlines import MAX_BYTES, from_fields, from_json, to_json
from tests.wire.samples import TYPES, event, events_of


def line(**changes: Any) -> bytes:
    fields = {
        "timestamp": "2026-11-04T13:54:40Z",
        "tenant_id": "acme",
        "iteration_id": "i1",
        "event_type": "dde.task.started",
        "node_id": "BE.Profile",
        "payload": {"task_id": "BE.Profile"},
        **changes,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not ...}).encode()


@pytest.mark.parametrize("kind", TYPES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_an_event_of_every_type_comes_back_as_it_went(kind: str, data: st.DataObject) -> None:
    sent = data.draw(events_of(kind))
    assert from_json(to_json(sent)) == sent


def test_a_line_is_one_line_and_leaves_out_what_nobody_said() -> None:
    text = to_json(event())
    assert b"\n" not in text
    assert json.loads(text) == {
        "event_id": "e-1",
        "timestamp": "2025-11-04T13:54:40.000Z",
        "tenant_id": "acme",
        "iteration_id": "Iter-20251104-1354-001",
        "event_type": "dde.task.started",
        "node_id": "BE.Profile",
        "payload": {"task_id": "a task_id", "attempt": 1, "max_attempts": 1, "assigned_agent": ""},
    }


@pytest.mark.parametrize(
    "moment",
    [1793802880123, "1793802880123", "2026-11-04T14:34:40.123Z", "2026-11-04T15:34:40.123+01:00"],
)
def test_a_moment_may_be_milliseconds_or_iso_with_a_zone(moment: object) -> None:
    assert from_json(line(timestamp=moment)).timestamp == 1_793_802_880_123


def test_moments_inside_a_payload_may_be_written_the_same_way() -> None:
    payload = {"by": "ada", "reason": "no tests yet", "until": "2026-12-01T00:00:00+00:00"}
    waived = from_json(line(event_type="bdv.stream.waived", payload=payload)).payload
    assert waived == StreamWaived(by="ada", reason="no tests yet", until=1_796_083_200_000)


def test_a_number_may_be_written_as_text_and_unknown_fields_are_dropped() -> None:
    payload = {"task_id": "t", "attempt": "2", "colour": "red"}
    assert from_json(line(payload=payload, weather="fine")).payload == TaskStarted(task_id="t", attempt=2)


def test_the_same_line_sent_twice_is_one_event_and_another_line_another() -> None:
    once, other = from_json(line()), from_json(line(node_id="FE.Profile"))
    turned = msgspec.json.encode(dict(reversed(json.loads(line()).items())))
    assert once.key == from_json(line()).key == from_json(turned).key
    assert once.key != other.key
    assert from_json(line(event_id="mine")).event_id == "mine"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"\x00\x01\x02\x03", "not JSON"),
        (b'{"tenant_id": "a', "not JSON"),
        (b"[1, 2]", "an event is a JSON object, found list"),
        (b"null", "an event is a JSON object, found NoneType"),
        (b'{"timestamp": NaN}', "not JSON"),
        (b'{"timestamp": 1e999}', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a": "\\ud800 alone"}', "not JSON"),
        (b" " * (MAX_BYTES + 1), "at most 8388608 are taken"),
        (line(timestamp=...), "timestamp is missing"),
        (line(timestamp="2026-11-04T13:54:40"), "has no time zone; add Z or an offset"),
        (line(timestamp="yesterday"), "timestamp takes milliseconds or ISO 8601 with a zone"),
        (line(timestamp="9" * 5000), "timestamp takes milliseconds"),
        (line(timestamp="²"), "timestamp takes milliseconds"),
        (line(timestamp="1970-01-01T00:00:00Z"), "is outside 1970-01-02"),
        (line(timestamp="2300-01-01T00:00:00Z"), "is outside 1970-01-02"),
        (line(timestamp="0001-01-01T00:00:00+14:00"), "timestamp"),
        (line(timestamp=1762264480), "1762264480 looks like seconds"),
        (line(timestamp="1762264480"), "1762264480 looks like seconds"),
        (line(timestamp=[1]), "timestamp"),
        (line(timestamp=10**40), "timestamp"),
        (line(tenant_id=...), "tenant_id"),
        (line(tenant_id=7), "tenant_id"),
        (line(tenant_id=""), "tenant_id must have 1 to 512 characters"),
        (line(event_type=...), "unknown event_type None"),
        (line(event_type=["dde"]), "unknown event_type"),
        (line(payload=...), "task_id"),
        (line(payload=None), "dde.task.started: Expected `object`"),
        (line(payload={"task_id": "t", "attempt": "many"}), r"attempt"),
        (line(confidence_score="nan"), "confidence_score must be a finite number"),
        (line(event_type="dde.gate.failed", payload={"task_id": "t", "gate_name": "g", "value": "inf"}), "finite"),
        (
            line(event_type="bdv.stream.waived", payload={"by": "a", "reason": "b", "until": "2026-12-01"}),
            "until takes milliseconds or ISO 8601 with a zone",
        ),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(text: bytes, reason: str) -> None:
    with pytest.raises(BadMessage, match=reason):
        from_json(text)


def test_an_event_nested_too_deeply_to_name_is_refused() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(BadMessage, match="nested too deeply"):
        from_fields({"timestamp": 1_762_264_480_000, "extra": nested})
    while nested:  # taken apart by hand: the interpreter would do it by recursion
        nested = nested.pop()


@settings(max_examples=300, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists), st.data())
def test_whatever_a_field_holds_the_answer_is_an_event_or_a_reason(value: Any, data: st.DataObject) -> None:
    fields = json.loads(line())
    fields[data.draw(st.sampled_from([*fields, "error", "metadata", "pii_tags", "event_id"]))] = value
    try:
        from_fields(fields)
    except BadMessage as refused:
        assert str(refused)


def test_an_event_that_would_not_be_taken_back_is_not_written() -> None:
    with pytest.raises(BadMessage, match="finite"):
        to_json(event("dde.gate.passed", payload=GateEvent(task_id="t", gate_name="g", value=float("nan"))))
    with pytest.raises(BadMessage, match="not valid Unicode"):
        to_json(event(source="\ud800"))
    with pytest.raises(BadMessage, match="timestamp 5"):
        to_json(event(timestamp=5))
