"""What events take: the catalogue that Mission Control wrote for its client, and words that become fields by it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class BadField(Exception):
    """What was typed is no event: which field, what it takes, what was found."""


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Json]:
    """Per event type what it is about, and its fields."""
    file = Path(__file__).with_name("catalogue.json")
    found: dict[str, Json] = json.loads(file.read_text(encoding="utf-8"))
    return found


def fields_of(event_type: str) -> dict[str, Json]:
    """The fields of an event type by name. Raises BadField for one that does not exist, and says which do."""
    known = catalogue().get(event_type)
    if known is None:
        near = get_close_matches(event_type, catalogue(), 3, 0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "--list shows them all"
        raise BadField(f"{event_type!r} is no event type; {hint}")
    return {field["name"]: field for field in known["fields"]}


def payload_of(event_type: str, words: Iterable[str], given: Json | None = None) -> Json:
    """The payload that ``given`` and ``key=value`` words make up. Raises BadField."""
    known = fields_of(event_type)
    payload = dict(given or {})
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BadField(f"{word!r} is no field: a field is written key=value")
        payload[name] = _value(event_type, _known(event_type, known, name), value)
    for name in payload:
        _known(event_type, known, name)
    missing = [field for name, field in known.items() if field.get("required") and name not in payload]
    if missing:
        wanted = ", ".join(f"{field['name']} ({field['takes']})" for field in missing)
        raise BadField(f"{event_type} needs {wanted}")
    return payload


def _known(event_type: str, known: dict[str, Json], name: str) -> Json:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(known)}"
    raise BadField(f"{event_type} has no field {name!r}; {hint}")


def _value(event_type: str, field: Json, text: str) -> Any:
    """What the word means for this field. Raises BadField."""
    takes = field["takes"]
    try:
        return _read(takes, text)
    except (ValueError, KeyError) as error:
        example = {"moment": " (milliseconds, or ISO 8601 with a zone)"}.get(takes, "")
        raise BadField(f"{event_type}: {field['name']} takes a {takes}{example}, found {text!r}") from error


def _read(takes: str, text: str) -> Any:
    if takes == "text":
        return text
    if takes == "true or false":
        return _TRUTH[text.lower()]
    if takes == "moment":
        return int(text) if text.lstrip("-").isdigit() else text
    if takes == "list of text" and not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    if takes in ("whole number", "number"):
        return int(text) if takes == "whole number" else float(text)
    return _shaped(takes, json.loads(text))


def _shaped(takes: str, value: Any) -> Any:
    """The value, when it is at least a list or an object where one is taken. Raises ValueError."""
    if not isinstance(value, list if takes.startswith("list") else dict):
        raise ValueError(takes)
    return value


def about_node(event_type: str, payload: Json) -> str:
    """What the event is about: the value of its first required field, mostly an id."""
    first = next((name for name, field in fields_of(event_type).items() if field.get("required")), "")
    value = payload.get(first, "")
    return value if isinstance(value, str) else ""


def listed() -> str:
    """All event types, one a line."""
    width = max(map(len, catalogue()))
    lines = (f"{name:<{width}}  {_needs(kind)}" for name, kind in catalogue().items())
    return "\n".join(line.rstrip() for line in lines)


def _needs(kind: Json) -> str:
    return ", ".join(field["name"] for field in kind["fields"] if field.get("required"))


def described(event_type: str) -> str:
    """What an event type is about, and what each of its fields takes. Raises BadField."""
    known = fields_of(event_type)
    width = max(map(len, known), default=0)
    about = catalogue()[event_type]["about"]
    lines = [event_type, *([f"  {about}"] if about else []), ""]
    for name, field in known.items():
        unsaid = (
            "required" if field.get("required") else f"default {json.dumps(field['default'], ensure_ascii=False)}"
        )
        lines.append(f"  {name:<{width}}  {field['takes']}; {unsaid}")
    return "\n".join(lines)
