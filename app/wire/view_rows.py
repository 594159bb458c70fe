"""How saved views and links that were handed out lie in a row, whichever server or file keeps it."""

from typing import Any

import msgspec

from app.domain.tokens import Claims
from app.ports import HandedOut


def text(value: Any) -> str:
    """Addresses or claims as JSON."""
    return msgspec.json.encode(value).decode()


def addresses(kept: str) -> tuple[str, ...]:
    """The addresses of a view."""
    return msgspec.json.decode(kept, type=tuple[str, ...])


def link(row: Any) -> HandedOut:
    """A link from claims, by, note and revoked."""
    claims, by, note, revoked = row
    return HandedOut(msgspec.json.decode(claims, type=Claims), by, note, revoked)


def row_of(handed: HandedOut) -> tuple[Any, ...]:
    """What is kept of a link, in the order of the columns."""
    said = handed.claims
    return said.id, said.tenant, said.issued, text(said), handed.by, handed.note, handed.revoked
