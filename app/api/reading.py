"""Query strings → domain values. Whatever cannot be understood is refused by name, with what it takes."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final, TypeVar

from app.desk import Desk
from app.domain.moments import LATEST, AsOf, iso, known_ms, parse_moment
from app.domain.state import IterationState
from app.domain.verdict import Judgement
from app.errors import BadRequest
from app.use_cases.looking import looking
from app.use_cases.resolve import resolve

LAST_MS: Final = LATEST >> 20
_YES: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

Value = TypeVar("Value")


class Asked:
    """One question about one iteration: where, when, and the further arguments. Raises UnknownIteration."""

    def __init__(self, desk: Desk, iteration: str, arguments: Mapping[str, str]) -> None:
        self.desk = desk
        self.arguments = arguments
        self.address = iteration
        self.scope, bound = resolve(desk.graph, tenant_of(desk, arguments), iteration)
        self.as_of = earlier(moment_of(arguments), bound)

    @cached_property
    def state(self) -> IterationState:
        """What counts at the moment asked for."""
        return looking(self.desk.graph).state(self.scope, self.as_of)

    @cached_property
    def judgement(self) -> Judgement:
        """What is to be said of it."""
        return looking(self.desk.graph).judgement(self.scope, self.as_of, self.desk.clock())

    @cached_property
    def moment(self) -> int:
        """The moment asked for in ms; now, when none was named."""
        return looking(self.desk.graph).moment(self.scope, self.as_of, self.desk.clock())

    def text(self, name: str, default: str = "") -> str:
        """A text argument."""
        return self.arguments.get(name, default)

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no argument."""
        return _parsed(self.arguments, name, default, lambda text: _YES[text.lower()], "true or false")

    def choice(self, name: str, default: str, *among: str) -> str:
        """One of a few words."""
        return _parsed(self.arguments, name, default, lambda text: {w: w for w in among}[text], " or ".join(among))

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number within bounds."""

        def within(text: str) -> float:
            if not least <= float(text) <= most:
                raise ValueError
            return float(text)

        return _parsed(self.arguments, name, default, within, f"a number from {least:g} to {most:g}")

    def time(self, name: str) -> int | None:
        """A moment in ms, if the argument is there."""
        return moment_in(self.arguments, name)


def tenant_of(desk: Desk, arguments: Mapping[str, str]) -> str:
    """Whose data is meant."""
    return arguments.get("tenant") or desk.tenant


def moment_of(arguments: Mapping[str, str]) -> AsOf:
    """``asOf`` and ``knownAt``; without them, the latest of both. Raises BadRequest."""
    return AsOf.at(moment_in(arguments, "asOf"), moment_in(arguments, "knownAt"))


def moment_in(arguments: Mapping[str, str], name: str) -> int | None:
    """The moment that an argument names, in ms. Raises BadRequest."""

    def within(text: str) -> int | None:
        moment = parse_moment(text.replace(" ", "+"))  # a plus sign in an address means a blank
        if not 0 <= moment < LAST_MS:
            raise ValueError
        return moment

    takes = "ISO 8601 with a zone (2026-11-04T12:00:00Z) or milliseconds since 1970"
    return _parsed(arguments, name, None, within, takes)


def when_asked(as_of: AsOf) -> dict[str, str | None]:
    """The moment that an answer is about, as people write it; null: no bound."""
    valid = None if as_of.valid == LATEST else iso(as_of.valid)
    return {"as_of": valid, "known_at": None if as_of.known == LATEST else iso(known_ms(as_of.known))}


def earlier(one: AsOf, other: AsOf) -> AsOf:
    """What both allow to see."""
    return AsOf(min(one.valid, other.valid), min(one.known, other.known))


def _parsed(
    arguments: Mapping[str, str], name: str, default: Value, read_it: Callable[[str], Value], takes: str
) -> Value:
    text = arguments.get(name, "")
    if not text:
        return default
    try:
        return read_it(text)
    except (ValueError, KeyError, OverflowError) as flaw:
        raise BadRequest(f"{name} takes {takes}, found {text[:80]!r}") from flaw
