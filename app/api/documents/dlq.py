"""Dead letters: grouped, with what became of them (domain 3.4)."""

from collections.abc import Mapping
from typing import Final

from app.api.documents.common import Doc, when
from app.api.reading import moment_in
from app.desk import Desk
from app.errors import BadRequest
from app.use_cases.letters.book import STATES, Letter, book
from app.use_cases.letters.choice import GROUPINGS, Group, Wanted, chosen, grouped
from app.wire import avro, deadletters

SHOWN: Final = 200


def listed(desk: Desk, arguments: Mapping[str, str]) -> Doc:
    """Letters in groups (``by``), narrowed by category, cause, stream, iteration, state, since and until."""
    by, state = arguments.get("by") or "cause", arguments.get("state", "")
    if by not in GROUPINGS:
        raise BadRequest(f"by takes {', '.join(GROUPINGS)}, found {by[:80]!r}")
    if state and state.upper() not in STATES:
        raise BadRequest(f"state takes {', '.join(STATES).lower()}, found {state[:80]!r}")
    letters = chosen(book(deadletters.told(desk.log)), _wanted(arguments, state))
    states = [letter.state for letter in letters]
    return {
        "by": by,
        "count": len(letters),
        "states": {name: states.count(name) for name in STATES},
        "groups": [_group(group) for group in grouped(letters, by, avro.kind_of)],
        "letters": [_letter(letter) for letter in letters[-SHOWN:]],
    }


def _wanted(arguments: Mapping[str, str], state: str) -> Wanted:
    stream = arguments.get("stream", "")
    return Wanted(
        category=arguments.get("category", ""),
        cause=arguments.get("cause", ""),
        streams=stream.split(",") if stream else (),
        iteration=arguments.get("iteration", ""),
        state=state,
        since=moment_in(arguments, "since"),
        until=moment_in(arguments, "until"),
    )


def _group(group: Group) -> Doc:
    times = {"first": when(group.first), "last": when(group.last)}
    return {"name": group.name, "count": group.count, "states": group.states, **times} | {
        "example": _letter(group.example)
    }


def _letter(letter: Letter) -> Doc:
    told = letter.told
    return {
        "id": told.letter_id,
        "from": letter.place,
        "iteration_id": letter.key,
        "category": told.category,
        "reason": told.reason,
        "failed_at": when(told.failed_at),
        "can_retry": told.can_retry,
        "state": letter.state,
        "changed_at": when(letter.changed_at),
        "by": letter.by,
        "note": letter.note,
        "sent": len(letter.sent),
        "failures": letter.failures,
    }
