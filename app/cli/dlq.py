"""``dlq``: the messages that were set aside, and why; sending them again, letting them go."""

import argparse
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from app.cli.actions import add_actions
from app.cli.desks import reading
from app.cli.dlq_acts import run_discard, run_redrive
from app.cli.letters import add_filters, letters_of, wanted
from app.cli.verb import DONE, Call, Verb
from app.domain.moments import iso
from app.errors import BadMessage
from app.use_cases.letters.book import Letter
from app.use_cases.letters.choice import GROUPINGS, Group, chosen, grouped, named
from app.wire import avro
from app.wire.jsonlines import to_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """What ``dlq`` takes."""
    _list_arguments(parser)
    add_actions(
        parser,
        {
            "list": ("every letter, or groups of them (as without an action)", _list_arguments),
            "show": ("one letter whole, with its message", _show_arguments),
            "redrive": ("send messages to their own topics again, in their order; see what comes of it", _redrive),
            "discard": ("say that nobody waits for them any more", _discard),
        },
    )


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    add_filters(parser)
    parser.add_argument(
        "--by", choices=GROUPINGS, default=argparse.SUPPRESS, help="group them: by cause, event type, stream, …"
    )


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("letter", metavar="ID", help="which one; its beginning is enough")


def _redrive(parser: argparse.ArgumentParser) -> None:
    _bulk(parser)
    parser.add_argument("--force", action="store_true", help="also where trying again cannot help, or was done")
    parser.add_argument("--force-loop", action="store_true", help="also what came back three times")
    parser.add_argument("--wait", type=float, default=60.0, metavar="SECONDS", help="for what comes of it (60)")


def _discard(parser: argparse.ArgumentParser) -> None:
    _bulk(parser, filter_reason=False)
    parser.add_argument("--reason", dest="why", required=True, metavar="TEXT", help="why nobody waits for them")


def _bulk(parser: argparse.ArgumentParser, *, filter_reason: bool = True) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="these; without any, all that the filters leave")
    add_filters(parser, reason=filter_reason)
    sure = parser.add_mutually_exclusive_group()
    sure.add_argument("--dry-run", action="store_true", help="say what would be done (the default without an ID)")
    sure.add_argument("--yes", action="store_true", help="do it, to all that the filters leave")


def run(call: Call) -> int:
    """List the letters or show one; or send them again, or let them go."""
    acts = {"show": _show, "redrive": run_redrive, "discard": run_discard}
    return acts.get(call.arguments.action or "list", _list)(call)


def _list(call: Call) -> int:
    with reading(call) as desk:
        found = chosen(letters_of(desk.log), wanted(call.arguments))
    by = getattr(call.arguments, "by", "")
    if by:
        groups = grouped(found, by, avro.kind_of)
        call.terminal.answer([group_document(g) for g in groups], "\n".join(map(_group_text, groups)) or _NONE)
    else:
        call.terminal.answer([summary(letter) for letter in found], _table(found))
    return DONE


def _show(call: Call) -> int:
    with reading(call) as desk:
        letter = named(letters_of(desk.log), call.arguments.letter)
    document = {**summary(letter), "message": _message(letter), "readable_now": _readable(letter.told.value)}
    call.terminal.answer(document, msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    return DONE


def summary(letter: Letter) -> dict[str, Any]:
    """A letter without its message."""
    told = letter.told
    document: dict[str, Any] = {
        "id": told.letter_id,
        "from": letter.place,
        "iteration": letter.key,
        "category": told.category,
        "reason": told.reason,
        "failed_at": iso(told.failed_at),
        "can_retry": told.can_retry,
        "consumer": told.consumer,
        "schema_id": told.schema_id,
        "state": letter.state,
        "sent": len(letter.sent),
        "failures": letter.failures,
    }
    if letter.changed_at:
        document |= {"by": letter.by, "at": iso(letter.changed_at), "note": letter.note}
    return document


def group_document(group: Group) -> dict[str, Any]:
    """A group of letters with one of them."""
    times = {"first": iso(group.first), "last": iso(group.last)}
    return {"name": group.name, "count": group.count, "states": group.states, **times} | {
        "example": summary(group.example)
    }


def _message(letter: Letter) -> Any:
    """The message as an event if it can be read as one, else as text, else as hex."""
    try:
        return msgspec.json.decode(to_json(avro.decode(letter.told.value)))
    except BadMessage:
        pass
    try:
        return letter.told.value.decode()
    except UnicodeDecodeError:
        return letter.told.value.hex()


def _readable(value: bytes) -> str:
    """Whether this program could read it now; programs are updated, and letters stay."""
    try:
        avro.decode(value)
    except BadMessage as flaw:
        return f"no: {flaw}"
    return "yes"


_NONE: Final = "no dead letters"


def _table(found: Sequence[Letter]) -> str:
    return "\n".join(map(_line, found)) or _NONE


def _line(letter: Letter) -> str:
    told = letter.told
    line = f"{told.letter_id}  {iso(told.failed_at)}  {letter.state:<9}  {told.category}  {letter.key}  {told.reason}"
    return f"{line}  ({letter.note}, {letter.by})" if letter.note else line


def _group_text(group: Group) -> str:
    states = ", ".join(f"{count} {state}" for state, count in group.states.items())
    example = f"such as {group.example.told.letter_id}: {group.example.told.reason}"
    return f"{group.count:>6}  {group.name}\n        {states}; {iso(group.first)} … {iso(group.last)}; {example}"


DLQ: Final = Verb(
    "dlq",
    "the messages that were set aside, and why; sends them again or lets them go",
    (
        "mission-control dlq list --by cause",
        "mission-control dlq show d-41f2",
        "mission-control dlq redrive --category TRANSIENT_NETWORK --since 2026-11-04T12:00:00Z",
        "mission-control dlq redrive --stream bdv --yes",
        "mission-control dlq redrive d-41f2 --force",
        "mission-control dlq discard --iteration trial --reason 'a trial run' --yes",
    ),
    arguments,
    run,
)
