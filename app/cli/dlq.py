"""``dlq``: the messages that were set aside, and why."""

import argparse
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from app.cli.desks import reading
from app.cli.verb import DONE, Call, Verb
from app.domain.moments import iso
from app.errors import BadMessage, BadRequest
from app.ports import DeadLetter, EventLog
from app.wire import avro, deadletters
from app.wire.jsonlines import to_json

PAGE: Final = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``dlq`` takes."""
    parser.add_argument("what", nargs="?", choices=("list", "show"), default="list", help="all of them, or one whole")
    parser.add_argument(
        "letter", nargs="?", metavar="ID", default="", help="which one to show; its beginning is enough"
    )


def run(call: Call) -> int:
    """List the letters or show one."""
    with reading(call) as desk:
        found = list(letters(desk.log))
    if call.arguments.what == "list":
        call.terminal.answer([_summary(letter) for letter in found], _table(found))
    else:
        letter = _chosen(found, call.arguments.letter)
        document = {**_summary(letter), "message": _message(letter)}
        call.terminal.answer(document, msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    return DONE


def letters(log: EventLog) -> Iterator[DeadLetter]:
    """Every dead letter, the oldest first."""
    positions: dict[str, int] = {}
    while records := log.read(("dlq",), positions, PAGE):
        for record in records:
            positions[f"{record.topic}-{record.partition}"] = record.offset + 1
            yield deadletters.decode(record.value)


def _chosen(found: list[DeadLetter], wanted: str) -> DeadLetter:
    matching = [letter for letter in found if wanted and letter.letter_id.startswith(wanted)]
    if len(matching) != 1:
        count = "no" if not matching else f"{len(matching)}"
        raise BadRequest(f"{count} dead letters start with {wanted!r}; mission-control dlq lists all of them")
    return matching[0]


def _summary(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.letter_id,
        "from": f"{letter.topic}-{letter.partition}@{letter.offset}",
        "category": letter.category,
        "reason": letter.reason,
        "failed_at": iso(letter.failed_at),
        "can_retry": letter.can_retry,
        "state": letter.state,
    }


def _message(letter: DeadLetter) -> Any:
    """The message as an event if it can be read as one, else as text, else as hex."""
    try:
        return msgspec.json.decode(to_json(avro.decode(letter.value)))
    except BadMessage:
        pass
    try:
        return letter.value.decode()
    except UnicodeDecodeError:
        return letter.value.hex()


def _table(found: list[DeadLetter]) -> str:
    if not found:
        return "no dead letters"
    return "\n".join(
        f"{letter.letter_id}  {iso(letter.failed_at)}  {letter.category}  {letter.reason}" for letter in found
    )


DLQ: Final = Verb(
    "dlq",
    "the messages that were set aside, and why",
    ("mission-control dlq", "mission-control dlq show d-41f2", "mission-control dlq list --json"),
    arguments,
    run,
)
