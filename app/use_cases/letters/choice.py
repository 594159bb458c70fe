"""Which letters are meant, and which of them belong together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from app.errors import BadRequest
from app.use_cases.letters.book import STATES, Letter

GROUPINGS: Final = ("cause", "type", "stream", "iteration")


class Group(msgspec.Struct, frozen=True):
    """Letters that belong together: how many in each state, when the first and the last came, and one of them."""

    name: str
    count: int
    states: Mapping[str, int]
    first: int
    last: int
    example: Letter


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which letters are meant. Times are bounds on when they were set aside (ms); empty means any."""

    ids: Sequence[str] = ()
    category: str = ""
    cause: str = ""
    streams: Sequence[str] = ()
    iteration: str = ""
    state: str = ""
    since: int | None = None
    until: int | None = None


def chosen(letters: Sequence[Letter], wanted: Wanted) -> list[Letter]:
    """The letters that are meant. Raises BadRequest for the beginning of an id that is not that of one letter."""
    among = [named(letters, one) for one in wanted.ids] if wanted.ids else letters
    unique = {letter.told.letter_id: letter for letter in among}
    return [letter for letter in sorted(unique.values(), key=lambda one: one.accepted) if _meant(letter, wanted)]


def named(letters: Sequence[Letter], beginning: str) -> Letter:
    """The letter whose id begins so. Raises BadRequest unless there is exactly one."""
    matching = [letter for letter in letters if beginning and letter.told.letter_id.startswith(beginning)]
    if len(matching) != 1:
        count = "no" if not matching else f"{len(matching)}"
        raise BadRequest(f"{count} dead letters start with {beginning!r}; mission-control dlq lists all of them")
    return matching[0]


def _meant(letter: Letter, wanted: Wanted) -> bool:
    told = letter.told
    return (
        wanted.category.upper() in ("", told.category)
        and wanted.state.upper() in ("", letter.state)
        and wanted.iteration in ("", letter.key)
        and (not wanted.streams or told.topic in wanted.streams)
        and wanted.cause.casefold() in told.reason.casefold()
        and _within(told.failed_at, wanted)
    )


def _within(moment: int, wanted: Wanted) -> bool:
    return (wanted.since is None or moment >= wanted.since) and (wanted.until is None or moment < wanted.until)


def grouped(letters: Iterable[Letter], by: str, kind_of: Callable[[bytes], str]) -> list[Group]:
    """The letters by cause, type (what ``kind_of`` says of the message), stream or iteration; the largest first."""
    names: dict[str, Callable[[Letter], str]] = {
        "cause": lambda one: one.cause,
        "type": lambda one: kind_of(one.told.value),
        "stream": lambda one: one.told.topic,
        "iteration": lambda one: one.key,
    }
    groups: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[names[by](letter)].append(letter)
    return sorted((_group(name, held) for name, held in groups.items()), key=lambda g: (-g.count, g.name))


def _group(name: str, held: Sequence[Letter]) -> Group:
    states = [letter.state for letter in held]
    times = [letter.told.failed_at for letter in held]
    by_state: dict[str, int] = {state: states.count(state) for state in STATES if state in states}
    return Group(name, len(held), by_state, min(times), max(times), held[0])
