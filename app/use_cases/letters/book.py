"""Dead letters as people work on them: what became of each, which of them belong together, and why they are there.

The log forgets nothing and changes nothing: a letter is a record on the dlq topic, and what becomes of it is
another record there. Here both are put together again.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.domain.identity import derived_id
from app.domain.moments import acceptance
from app.domain.partitions import ORDINALS
from app.ports import DeadLetter, Record

OPEN: Final = "OPEN"
REPLAYED: Final = "REPLAYED"
DISCARDED: Final = "DISCARDED"
STATES: Final = (OPEN, REPLAYED, DISCARDED)

_VARYING: Final = re.compile(
    r"""(?x) b?'(?:[^'\\]|\\.)*' | b?"(?:[^"\\]|\\.)*" | \b0x[0-9a-fA-F]+ | \b[0-9a-f]{8,}\b | -?\d+(?:\.\d+)?"""
)


class Letter(msgspec.Struct, frozen=True):
    """A message that was set aside, and what became of it.

    ``told`` is the letter as it was written, ``key`` that of its message (the iteration). ``state`` changed last at
    ``changed_at`` (ms; 0: never), by whom, and why (``note``). ``sent`` holds when it was sent again, ``failures``
    how many of the times at which its very same message was sent again it came back.
    """

    told: DeadLetter
    key: str
    state: str = OPEN
    changed_at: int = 0
    by: str = ""
    note: str = ""
    sent: tuple[int, ...] = ()
    failures: int = 0

    @property
    def place(self) -> str:
        """Where the message lies on the log."""
        return f"{self.told.topic}-{self.told.partition}@{self.told.offset}"

    @property
    def accepted(self) -> int:
        """The acceptance of the message: its order among all others."""
        return acceptance(self.told.failed_at, ORDINALS[self.told.topic, self.told.partition], self.told.offset)

    @property
    def cause(self) -> str:
        """Category and reason, without what differs from message to message."""
        return f"{self.told.category}: {_VARYING.sub('…', self.told.reason)}"


def letter_id(record: Record) -> str:
    """The name of the letter that holds this record. It is known before there is one."""
    return derived_id(record.topic, str(record.partition), str(record.offset))


def book(told: Iterable[tuple[str, DeadLetter]]) -> list[Letter]:
    """Every letter with what became of it, in the order in which the messages were accepted.

    ``told`` is what the dlq topic says, with the key of each record, in order of acceptance.
    """
    letters: dict[str, Letter] = {}
    for key, said in told:
        if said.state == OPEN:  # the same letter may be told twice; that does not open it again
            letters.setdefault(said.letter_id, Letter(said, key))
        elif said.letter_id in letters:
            letters[said.letter_id] = _changed(letters[said.letter_id], said)
    failures = _failures(letters.values())
    counted = (msgspec.structs.replace(one, failures=failures[_message(one)]) for one in letters.values())
    return sorted(counted, key=lambda one: one.accepted)


def _changed(letter: Letter, said: DeadLetter) -> Letter:
    sent = (*letter.sent, said.at) if said.state == REPLAYED else letter.sent
    change = {"state": said.state, "changed_at": said.at, "by": said.by, "note": said.note}
    return msgspec.structs.replace(letter, sent=sent, **change)


def _failures(letters: Iterable[Letter]) -> dict[str, int]:
    """Per message, at how many of the times it was sent again it was set aside anew."""
    sendings: dict[str, set[int]] = defaultdict(set)
    arrivals: dict[str, set[int]] = defaultdict(set)
    for letter in letters:
        arrivals[_message(letter)].add(letter.told.failed_at)
        sendings[_message(letter)].update(letter.sent)
    return {message: _came_back(sorted(sendings[message]), arrived) for message, arrived in arrivals.items()}


def _came_back(sendings: Sequence[int], arrivals: Iterable[int]) -> int:
    """The sendings that were followed by an arrival before the next one."""
    bounds = [*sendings, None]
    return sum(
        any(start <= arrived and (end is None or arrived < end) for arrived in arrivals)
        for start, end in zip(sendings, bounds[1:], strict=True)
    )


def _message(letter: Letter) -> str:
    parts = (letter.told.topic.encode(), letter.key.encode(), letter.told.value)
    return hashlib.sha256(b"\x1f".join(parts)).hexdigest()


def statement(letter: Letter) -> str:
    """What the letter adds to the state of a graph; nothing once its message went back on its way."""
    told = letter.told
    said = f"{told.category} {told.reason} {told.value.hex()}"
    return {OPEN: said, DISCARDED: f"{said} {DISCARDED}"}.get(letter.state, "")
