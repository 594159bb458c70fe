"""The words of a condition."""

import re
from collections.abc import Iterator
from typing import Final, Literal, cast

from msgspec import Struct

LONGEST: Final = 2000
Kind = Literal["number", "text", "name", "mark", "end"]

_WORD: Final = re.compile(
    r"""\s*(?:
      (?P<number>-?\d+(?:\.\d+)?)(?![\w.])
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*)
    | (?P<mark>==|!=|<=|>=|<|>|&&|\|\||!|[()\[\],])
    )""",
    re.VERBOSE,
)
_SAME: Final = {"&&": "and", "||": "or", "!": "not"}
_ESCAPED: Final = re.compile(r"\\(.)")
_MEANT: Final = {"n": "\n", "t": "\t"}


class BadCondition(ValueError):
    """A condition that cannot be read or evaluated; the text says why, and the task is run."""


class Token(Struct, frozen=True):
    """A word, and at which character it stands (from 1)."""

    kind: Kind
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """The words in order, and an end. Raises BadCondition naming the character that fits nowhere."""
    if len(text) > LONGEST:
        raise BadCondition(f"it has {len(text)} characters; at most {LONGEST} are read")
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _WORD.match(text, at)
        if found is None:
            rest = text[at:].lstrip()
            place = end - len(rest.rstrip()) + 1
            raise BadCondition(f"{rest[:10]!r} at character {place} is no part of the language")
        yield _token(found)
        at = found.end()
    yield Token("end", "", end + 1)


def _token(found: re.Match[str]) -> Token:
    kind = cast(Kind, found.lastgroup)
    word, at = found.group(kind), found.start(kind) + 1
    if kind == "text":
        return Token("text", _ESCAPED.sub(lambda m: _MEANT.get(m[1], m[1]), word[1:-1]), at)
    return Token(kind, _SAME.get(word, word), at)
