"""Sending dead letters back on their way, and letting them go.

A message goes to its own topic under its own key, untouched, so it lands in its own partition; and in the order in
which all of them were accepted. What is said of the letter is written in the same go, so a letter that was sent is
never taken for one that was not.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from app.domain.partitions import ORDINALS
from app.ports import DeadLetter, EventLog, Message
from app.use_cases.letters.book import DISCARDED, OPEN, REPLAYED, Letter, letter_id

FAILURES: Final = 3
"""A message that came back so often is not sent again."""
BATCH: Final = 500

Encode = Callable[[DeadLetter], bytes]


class Plan(msgspec.Struct, frozen=True):
    """The letters to be sent, in order, and those that are not, each with why."""

    send: Sequence[Letter]
    skipped: Sequence[tuple[Letter, str]]


class Change(msgspec.Struct, frozen=True):
    """What is done to letters: by whom, when (ms), and why."""

    by: str
    at: int
    note: str = ""


class Sent(msgspec.Struct, frozen=True):
    """A letter whose message was sent again, and the id of the letter that there will be if it fails again."""

    letter: Letter
    next_id: str


def plan(letters: Sequence[Letter], *, force: bool = False, force_loop: bool = False) -> Plan:
    """Which of these letters may be sent again."""
    refused = [(letter, _refusal(letter, force, force_loop)) for letter in letters]
    return Plan(
        [letter for letter, why in refused if not why],
        [(letter, why) for letter, why in refused if why],
    )


def _refusal(letter: Letter, force: bool, force_loop: bool) -> str:
    if letter.failures >= FAILURES and not force_loop:
        return f"its message came back from {letter.failures} sendings (--force-loop sends it all the same)"
    if letter.state != OPEN and not force:
        return f"it is {letter.state} (--force sends it again)"
    if not letter.told.can_retry and not force:
        return f"sending it again cannot help: {letter.told.category} (--force sends it all the same)"
    return ""


def redrive(log: EventLog, encode: Encode, letters: Sequence[Letter], change: Change) -> Iterator[Sent]:
    """Send the messages of these letters again, in this order. Yields each once it is on the log for good."""
    for run in _runs(letters):
        messages = [Message(letter.told.topic, letter.key, letter.told.value) for letter in run]
        said = [_said(letter, encode, REPLAYED, change) for letter in run]
        records = log.append([*messages, *said])
        for letter, record in zip(run, records, strict=False):
            yield Sent(letter, letter_id(record))


def discard(log: EventLog, encode: Encode, letters: Sequence[Letter], change: Change) -> int:
    """Say of these letters that nobody waits for them any more. Returns how many there were."""
    for start in range(0, len(letters), BATCH):
        log.append([_said(letter, encode, DISCARDED, change) for letter in letters[start : start + BATCH]])
    return len(letters)


def _runs(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """Stretches that one append keeps in this order: it places its records by partition."""
    run: list[Letter] = []
    for letter in letters:
        if run and (len(run) == BATCH or _lane(letter) < _lane(run[-1])):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _lane(letter: Letter) -> int:
    return ORDINALS[letter.told.topic, letter.told.partition]


def _said(letter: Letter, encode: Encode, state: str, change: Change) -> Message:
    """The record that says what becomes of the letter; the message itself stays in the first one."""
    said = msgspec.structs.replace(
        letter.told,
        value=b"",
        state=state,
        by=change.by,
        note=change.note,
        at=change.at,
        retry_count=len(letter.sent) + (state == REPLAYED),
    )
    return Message("dlq", letter.key, encode(said))
