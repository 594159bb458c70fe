"""GraphQL schemas, as far as contracts need it: types, fields, arguments."""

import re
from collections.abc import Iterator
from typing import Any, Final

_COMMENTS: Final = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*')
_TYPE: Final = re.compile(r"\b(?:extend\s+)?(type|interface|input|enum)\s+(\w+)[^{]*\{([^}]*)\}")
_NAMED: Final = re.compile(r"\b(scalar|union)\s+(\w+)(?:\s*=\s*([^\n]+))?")
_FIELD: Final = re.compile(r"(\w+)\s*(?:\(([^)]*)\))?\s*:\s*([\w\[\]!]+)")
_SCHEMA: Final = re.compile(r"\bschema\b[^{]*\{[^}]*\bquery\s*:\s*(\w+)")


def problems(text: Any) -> list[str]:
    """What keeps the text from being a schema: types, and one to begin a query with."""
    if not isinstance(text, str):
        return ["a GraphQL schema is a text"]
    bare = _COMMENTS.sub(" ", text)
    found = []
    if bare.count("{") != bare.count("}"):
        found.append("its braces do not match")
    types = {name for _, name, _ in _TYPE.findall(bare)}
    if not types:
        found.append("it defines no types")
    named = _SCHEMA.search(bare)
    root = named[1] if named else "Query"
    if types and root not in types:
        found.append(f"it has no type {root} to begin a query with")
    return found


def signature(text: str) -> dict[str, str]:
    """Each type with its kind, each field and argument with its type."""
    return dict(_signature(_COMMENTS.sub(" ", text)))


def _signature(bare: str) -> Iterator[tuple[str, str]]:
    for kind, name, body in _TYPE.findall(bare):
        yield name, kind
        if kind == "enum":
            yield from ((f"{name}.{value}", "value") for value in re.findall(r"\w+", body))
            continue
        for field, arguments, returned in _FIELD.findall(body):
            yield f"{name}.{field}", returned
            yield from ((f"{name}.{field}({a})", t) for a, _, t in _FIELD.findall(arguments))
    for kind, name, members in _NAMED.findall(bare):
        yield name, f"{kind} {' '.join(members.split())}".strip()
