"""A dead letter keeps the message it holds untouched."""

import msgspec
import pytest
from hypothesis import given, settings

from app.errors import BadMessage
from app.ports import DeadLetter
from app.wire import avro, deadletters
from tests.wire.samples import event, struct_of

LETTER = DeadLetter(
    letter_id="dde-3@17",
    topic="dde",
    partition=3,
    offset=17,
    category="SCHEMA_VALIDATION",
    reason="unknown schema id 7",
    failed_at=1_762_264_480_000,
    can_retry=False,
    value=b"\0\0\0\0\7\xff\xfe",
)


@settings(max_examples=100, deadline=None)
@given(letter=struct_of(DeadLetter))
def test_a_letter_comes_back_as_it_went(letter: DeadLetter) -> None:
    assert deadletters.decode(deadletters.encode(letter)) == letter


def test_a_message_that_no_reader_understands_lies_in_its_letter_byte_for_byte() -> None:
    assert LETTER.value in deadletters.encode(LETTER)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "header"),
        (deadletters.encode(LETTER)[:-3], "truncated"),
        (deadletters.encode(LETTER) + b"!", "1 bytes are left"),
        (avro.encode(event()), "is not one of dead_letter"),
    ],
)
def test_what_is_no_letter_is_refused_with_its_reason(value: bytes, reason: str) -> None:
    with pytest.raises(BadMessage, match=reason):
        deadletters.decode(value)


def test_a_letter_is_no_event() -> None:
    with pytest.raises(BadMessage, match="unknown schema id"):
        avro.decode(deadletters.encode(LETTER))


def test_a_letter_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(BadMessage, match="does not fit"):
        deadletters.encode(msgspec.structs.replace(LETTER, offset=2**70))
