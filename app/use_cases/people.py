"""Who does something. Until there is a login people say their names; a login takes over here, and only here."""

from collections.abc import Iterable
from typing import Final

import msgspec

from app.domain.verdict.overrides import ADMIN, same_person
from app.errors import BadRequest

LONGEST: Final = 200
"""Characters of a name."""


class Person(msgspec.Struct, frozen=True):
    """A named person and the role that they hold; ``engineer`` unless more is known."""

    name: str
    role: str = "engineer"


def person(name: str, admins: Iterable[str]) -> Person:
    """The person of that name; admins are named by the setting MC_ADMINS. Raises BadRequest where nobody is named."""
    told = " ".join(name.split())
    if not 1 <= len(told) <= LONGEST:
        raise BadRequest(f"by takes the name of the person who decides, 1 to {LONGEST} characters")
    return Person(told, ADMIN if any(same_person(told, admin) for admin in admins) else "engineer")
