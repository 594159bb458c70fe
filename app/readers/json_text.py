"""JSON from files of others: decoded into typed values, or refused with line, column and path."""

import re
from typing import Final, NamedTuple, TypeVar

import msgspec

from app.errors import BadFile

T = TypeVar("T")

_BYTE: Final = re.compile(r" \(byte (\d+)\)$")
_PATH: Final = re.compile(r" - at `(?:key in )?(.*)`$")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def decode(data: bytes, decoder: "msgspec.json.Decoder[T]", place: str = "", path: str = "") -> T:
    """The value that the text describes. Raises BadFile with ``place`` (a line) or line and column, and the path.

    ``path`` names where in the file the text stands, instead of ``$``.
    """
    try:
        return decoder.decode(data)
    except RecursionError as flaw:
        raise BadFile("nested too deeply to be read", place) from flaw
    except msgspec.ValidationError as flaw:
        raise _unfit(str(flaw), place, path) from flaw
    except msgspec.DecodeError as flaw:
        raise _malformed(str(flaw), data, place) from flaw
    except UnicodeError as flaw:
        raise BadFile("not UTF-8 text", place) from flaw


def _unfit(text: str, place: str, path: str) -> BadFile:
    """Well-formed JSON that says something else than the format allows."""
    found = _PATH.search(text)
    where = found[1] if found else "$"
    if path:
        where = path + where.removeprefix("$")
    return BadFile(_PATH.sub("", text).replace("`", ""), f"{place} {where}".strip())


def _malformed(text: str, data: bytes, place: str) -> BadFile:
    """Text that is no JSON; the byte in the message becomes line and column."""
    reason = _BYTE.sub("", text)
    found = _BYTE.search(text)
    if "truncated" in text:
        reason, at = "the JSON text ends too early", len(data)
    elif found:
        at = int(found[1])
    else:
        return BadFile(reason, place)
    column = at - (data.rfind(b"\n", 0, at) + 1) + 1
    if place:
        return BadFile(reason, f"{place} column {column}")
    line = data.count(b"\n", 0, at) + 1
    return BadFile(reason, f"line {line} column {column}")


class Outline(NamedTuple):
    """What the first bytes of a JSON text show: ``object`` or ``array`` (of objects), and the first
    object's keys, each with the start of its value: bare text, ``{``, ``[{``, ``["``, ``[]`` or a literal."""

    shape: str
    keys: dict[str, str]


def outline(text: str) -> Outline:
    """The outline of JSON of which only the beginning is at hand; ``Outline("", {})`` when it is none."""
    tokens = _TOKEN.findall(text)
    if tokens[:1] == ["{"]:
        return Outline("object", _keys(tokens, 1))
    if tokens[:2] == ["[", "{"]:
        return Outline("array", _keys(tokens, 2))
    return Outline("array" if tokens[:1] == ["["] else "", {})


def _keys(tokens: list[str], at: int) -> dict[str, str]:
    """The keys of the object whose first token stands at ``at``."""
    keys: dict[str, str] = {}
    depth = 0
    while at < len(tokens) - 2 and depth >= 0:
        token = tokens[at]
        if depth == 0 and tokens[at + 1] == ":":
            keys[token.strip('"')] = _start_of(tokens, at + 2)
            at += 2
            continue
        depth += (token in "{[") - (token in "}]")
        at += 1
    return keys


def _start_of(tokens: list[str], at: int) -> str:
    token = tokens[at]
    if token == "[" and at + 1 < len(tokens):
        return "[" + tokens[at + 1][0]
    return token.strip('"')
