"""Protocol buffer files, as far as contracts need it: messages with numbered fields, services with calls."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

_COMMENTS: Final = re.compile(r"//[^\n]*|/\*[\s\S]*?\*/")
_OPENING: Final = re.compile(r"\b(message|service|enum|oneof)\s+(\w+)\s*\{|(\{)|(\})")
_CALL: Final = re.compile(
    r"\brpc\s+(\w+)\s*\(\s*((?:stream\s+)?[\w.]+)\s*\)\s*returns\s*\(\s*((?:stream\s+)?[\w.]+)\s*\)"
)
_FIELD: Final = re.compile(r"((?:(?:repeated|optional|required)\s+)?(?:map\s*<[^>]+>|[\w.]+))\s+(\w+)\s*=\s*(\d+)")
_VALUE: Final = re.compile(r"(\w+)\s*=\s*(-?\d+)")


def problems(text: Any) -> list[str]:
    """What keeps the text from being a service definition."""
    if not isinstance(text, str):
        return ["a protocol buffer file is a text"]
    bare = _COMMENTS.sub(" ", text)
    found = []
    if bare.count("{") != bare.count("}"):
        found.append("its braces do not match")
    if not re.search(r"\bservice\s+\w+", bare):
        found.append("it defines no services")
    elif not _CALL.search(bare):
        found.append("its services have no calls (rpc)")
    return found


def signature(text: str) -> dict[str, str]:
    """Each message, field (by number, which is what travels), service and call with what it is."""
    return dict(_signature(_COMMENTS.sub(" ", text)))


def _signature(bare: str) -> Iterator[tuple[str, str]]:
    for path, kind, body in _blocks(bare):
        if kind in ("message", "service", "enum"):
            yield path, kind
        yield from _MEMBERS.get(kind, _nothing)(path, body)


def _calls(path: str, body: str) -> Iterator[tuple[str, str]]:
    return ((f"{path}.{name}", f"({asked}) → ({given})") for name, asked, given in _CALL.findall(body))


def _values(path: str, body: str) -> Iterator[tuple[str, str]]:
    return ((f"{path} = {number}", name) for name, number in _VALUE.findall(body))


def _fields(path: str, body: str) -> Iterator[tuple[str, str]]:
    return ((f"{path} field {n}", f"{' '.join(kind.split())} {name}") for kind, name, n in _FIELD.findall(body))


def _nothing(path: str, body: str) -> Iterator[tuple[str, str]]:
    return iter(())


_MEMBERS: Final[dict[str, Callable[[str, str], Iterator[tuple[str, str]]]]] = {
    "service": _calls,
    "enum": _values,
    "message": _fields,
    "oneof": _fields,
}


def _blocks(bare: str) -> Iterator[tuple[str, str, str]]:
    """Each block with its path, its kind, and what stands directly in it."""
    open_: list[tuple[str, str, list[str]]] = [("", "file", [])]
    at = 0
    for found in _OPENING.finditer(bare):
        open_[-1][2].append(bare[at : found.start()])
        at = found.end()
        if found[4]:
            if len(open_) > 1:
                path, kind, pieces = open_.pop()
                yield path, kind, "".join(pieces)
            continue
        outer = open_[-1][0]
        named = found[2] if found[1] in ("message", "service", "enum") else ""
        path = f"{outer}.{named}".strip(".") if named else outer
        open_.append((path, found[1] or "block", []))
