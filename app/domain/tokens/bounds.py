"""Does a question stay within the claims? Whatever is not claimed is refused, never quietly replaced."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.tokens.claims import Claims
from app.errors import NotAllowed

_FIELDS: Final = {"tenant": "tenant", "iteration": "iteration", "lens": "page"}
_CLOCKS: Final = {"asOf": "as_of", "knownAt": "known_at"}


def within(claims: Claims, asked: Mapping[str, Any]) -> None:
    """Return when a question names exactly the claimed tenant, iteration, page and moment.

    Tenant and iteration must be named; the page only where the question has one. Raises NotAllowed.
    """
    for name, field in _FIELDS.items():
        if name == "lens" and "lens" not in asked:
            continue
        if asked.get(name) != getattr(claims, field):
            raise NotAllowed("scope", f"this link shows another {field}")
    for name, field in _CLOCKS.items():
        if _moment(asked.get(name)) != getattr(claims, field):
            raise NotAllowed("scope", "this link shows another moment")


def _moment(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdecimal():
        return int(value)
    raise NotAllowed("scope", "this link shows another moment")
