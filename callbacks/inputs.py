"""What the browser sends → domain values. The browser is not trusted: whatever does not fit is a BadRequest."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import LATEST, LATEST_VALID, AsOf
from app.errors import BadRequest
from app.use_cases.resolve import resolve

LENSES: Final = {"verdict": "convergence", "dde": "dde", "bdv": "bdv", "acc": "acc"}
"""The lens behind each page."""

Sent = Mapping[str, Any]


class Question(msgspec.Struct, frozen=True):
    """Where and when to look. ``valid_ms`` and ``known_ms`` are as sent; ``as_of`` also heeds the commit named."""

    iteration: str
    scope: Scope
    as_of: AsOf
    valid_ms: int | None
    known_ms: int | None

    def moment(self, now: int) -> int:
        """The wall-clock moment that a judgement is made for."""
        return now if self.as_of.valid == LATEST else self.as_of.valid


def question(desk: Desk, sent: Sent) -> Question:
    """The iteration and the two clocks. Raises BadRequest, UnknownIteration."""
    iteration = text(sent, "iteration")
    valid, known = moment(sent, "asOf"), moment(sent, "knownAt")
    scope, bound = resolve(desk.graph, tenant(desk, sent), iteration)
    asked = AsOf.at(valid, known)
    as_of = AsOf(min(asked.valid, bound.valid), min(asked.known, bound.known))
    return Question(iteration, scope, as_of, valid, known)


def tenant(desk: Desk, sent: Sent) -> str:
    """Whose iterations are looked at: as the address says, else the local tenant."""
    return text(sent, "tenant") or desk.tenant


def text(sent: Sent, name: str) -> str:
    """A text of the address; empty when missing."""
    value = sent.get(name) or ""
    if not isinstance(value, str) or len(value) > 1000:
        raise BadRequest(f"{name} takes a text, found {value!r:.80}")
    return value


def moment(sent: Sent, name: str) -> int | None:
    """A moment in milliseconds, or nothing for now."""
    value = sent.get(name)
    if value is None or value == "":
        return None
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if not isinstance(number, int | float) or not 0 <= number <= LATEST_VALID:
        raise BadRequest(f"{name} takes milliseconds since 1970, found {value!r:.80}")
    return int(number)


def lens(sent: Sent) -> str:
    """The lens of the page that asks."""
    page = text(sent, "lens")
    if page not in LENSES:
        raise BadRequest(f"lens takes one of {', '.join(LENSES)}, found {page!r}")
    return LENSES[page]


def level(sent: Sent) -> str:
    """What the matrix's rows are: modules or components."""
    return "component" if text(sent, "level") == "component" else "module"
