"""Tag expressions, by the official parser (``@a and not (@b or @c)``), and what pytest makes of them."""

import re
from collections.abc import Iterable
from typing import Any, Final

from cucumber_tag_expressions import parse
from cucumber_tag_expressions.model import And, Expression, Literal, Not, Or
from cucumber_tag_expressions.parser import TagExpressionError

from app.errors import BadRequest

_MARK: Final = re.compile(r"[\w:+\-.\[\]\\/]+")
"""What pytest takes as a name in ``-m``."""

_WORD: Final = re.compile(r"\(|\)|(?:[^\s()\\]|\\.)+")


class Selection:
    """Which scenarios are meant; without an expression all."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._parsed: Any = _parsed(self.text) if self.text else None

    def takes(self, tags: Iterable[str]) -> bool:
        """Whether a scenario with these tags (inherited ones among them) is meant."""
        return self._parsed is None or bool(self._parsed.evaluate(list(tags)))

    def marks(self) -> str:
        """The same for ``pytest -m``, where a tag is a mark without its @; empty where pytest cannot say it."""
        return _marks(self._parsed) if self._parsed is not None else ""


def _parsed(text: str) -> Expression:
    """Raises BadRequest with the place of the mistake."""
    try:
        return parse(text)
    except TagExpressionError as flaw:
        reason, column = str(flaw).splitlines()[0].rstrip(":"), _place(text, str(flaw))
        raise BadRequest(
            f"--tags, character {column}: {reason}\n  {text}\n  {' ' * (column - 1)}^\n"
            "it takes tags with and, or, not and parentheses, such as '@smoke and not (@slow or @wip)'"
        ) from flaw


def _place(text: str, told: str) -> int:
    """The character, from 1: where the parser points, else the parenthesis that has no other, else the end."""
    words = list(_WORD.finditer(text))
    if shown := re.search(r"^(_*)\^", told, re.MULTILINE):
        at = 0
        for word in words:
            # The parser shows its tokens with one blank between them, behind "Expression: ".
            if at + len(word[0]) >= len(shown[1]) - len("Expression: "):
                return word.start() + 1
            at += len(word[0]) + 1
    if escape := re.search(r"Illegal escape before \"(.)", told):
        return max(text.find(f"\\{escape[1]}"), 0) + 1
    open_ = [word.start() + 1 for word in words if word[0] == "("]
    return open_[-1] if open_ and "Unclosed" in told else len(text) + 1


def _marks(part: Any) -> str:
    if isinstance(part, Literal):
        name = part.name.removeprefix("@")
        return name if _MARK.fullmatch(name) and name not in ("and", "or", "not") else ""
    terms = [_marks(term) for term in (part.terms if isinstance(part, And | Or) else [part.term])]
    if not all(terms):
        return ""
    if isinstance(part, Not):
        return f"not ({terms[0]})"
    return f"({(' and ' if isinstance(part, And) else ' or ').join(terms)})"
