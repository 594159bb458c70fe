"""Events on the log: Avro in the registry wire format, one record type per stream."""

from typing import Final

import msgspec

from app.domain.events import Event, EventError, checked
from app.domain.payloads import Payload
from app.errors import BadMessage
from app.wire.framing import Frame, number_of
from app.wire.schema import EVENT_STREAMS, NAMESPACE, event_schema, payloads_of
from app.wire.shapes import check_finite, shape_of


class _Branch:
    """One payload record of one stream: the name Avro knows it by, and how to build its struct."""

    def __init__(self, stream: str, struct: type[Payload]) -> None:
        self.record: Final = f"{NAMESPACE}.{stream}.{struct.__name__}"
        self.name: Final = struct.__name__
        self.shape: Final = shape_of(struct)


_FRAMES: Final = {stream: Frame(f"{stream}_event", event_schema(stream)) for stream in EVENT_STREAMS}
_BY_NUMBER: Final = {number: frame for frame in _FRAMES.values() for number in frame.numbers}
_BRANCHES: Final = {
    frame.name: {kind: _Branch(stream, struct) for kind, struct in payloads_of(stream).items()}
    for stream, frame in _FRAMES.items()
}


def encode(event: Event) -> bytes:
    """The event as the log carries it. Raises BadMessage when :func:`decode` would refuse it."""
    frame = _FRAMES.get(event.stream)
    if frame is None:
        raise BadMessage(f"unknown event_type {event.event_type!r}")
    branch = _branch(frame, event.event_type, type(event.payload).__name__)
    check_finite("confidence_score", event.confidence_score)
    fields = msgspec.to_builtins(checked(event))
    branch.shape.check(fields["payload"])
    fields["payload"] = (branch.record, fields["payload"])
    return frame.write(fields)


def decode(value: bytes) -> Event:
    """The event in a message, whichever version of the schema wrote it. Raises BadMessage with the reason."""
    number = number_of(value)
    frame = _BY_NUMBER.get(number)
    if frame is None:
        raise BadMessage(f"unknown schema id {number}: no event schema of this program or an earlier one")
    fields = frame.read(value)
    record, payload = fields["payload"]
    branch = _branch(frame, fields["event_type"], record.rpartition(".")[2])
    fields["payload"] = branch.shape.build(payload)
    if fields["error"] is not None:
        fields["error"] = EventError(**fields["error"])
    check_finite("confidence_score", fields["confidence_score"])
    return checked(Event(**fields))


def kind_of(value: bytes) -> str:
    """The event type of a message as far as it can be told, also of one that :func:`decode` refuses."""
    try:
        return str(_BY_NUMBER[number_of(value)].read(value)["event_type"])
    except (BadMessage, KeyError):
        return "unreadable"


def _branch(frame: Frame, event_type: str, payload: str) -> _Branch:
    branch = _BRANCHES[frame.name].get(event_type)
    if branch is None:
        raise BadMessage(f"unknown event_type {event_type!r} in a {frame.name}")
    if branch.name != payload:
        raise BadMessage(f"{event_type} takes the payload {branch.name}, found {payload}")
    return branch
