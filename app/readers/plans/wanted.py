"""Requirements, whatever they were written down in, as events."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from app.domain.events import Event
from app.domain.payloads.dde import RequirementCreated
from app.errors import BadFile
from app.readers.origin import Origin, Stamp, clipped

LONGEST_ID: Final = 200

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "requirement_id": (
        *("requirement_id", "requirement id", "req_id", "req id", "issue key", "key", "id", "number", "iid"),
        *("issue id", "requirement"),
    ),
    "name": ("name", "title", "summary", "requirement name", "subject"),
    "text": ("text", "description", "body", "details"),
    "priority": ("priority", "severity", "importance"),
    "url": ("url", "html_url", "web_url", "link"),
}
"""Per field the names under which people keep it, in order of preference."""


class Wanted(msgspec.Struct, frozen=True):
    """One requirement, and where in the file it stands."""

    place: str
    requirement_id: str
    name: str = ""
    text: str = ""
    priority: str = ""
    url: str = ""


def columns_of(names: Iterable[str]) -> dict[str, str]:
    """Per field of ours the name that the file uses for it."""
    spelt = {name.strip().lower(): name for name in names}
    found = {field: next((spelt[a] for a in aliases if a in spelt), "") for field, aliases in ALIASES.items()}
    return {field: name for field, name in found.items() if name}


def wanted_from(fields: Mapping[str, Any], columns: Mapping[str, str], place: str) -> Wanted:
    """The requirement that these fields describe. Raises BadFile where it has no usable id."""
    told = {field: _text(fields.get(name)) for field, name in columns.items()}
    identity = told.pop("requirement_id", "").lstrip("#").strip()
    if not identity or len(identity) > LONGEST_ID or any(mark.isspace() for mark in identity):
        raise BadFile(
            f"a requirement needs an id of 1 to {LONGEST_ID} characters without blanks, found {identity[:40]!r}",
            place,
        )
    return Wanted(place, identity, **told)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("value") or ""
    return "" if value is None or isinstance(value, list | Mapping) else clipped(str(value).strip())


def told_by(wanted: Iterable[Wanted], stamp: Stamp, origin: Origin, kind: str) -> Iterator[Event]:
    """One event a requirement, at the file's own time. Raises BadFile for an id that comes twice."""
    seen: dict[str, str] = {}
    for one in wanted:
        if one.requirement_id in seen:
            first = seen[one.requirement_id]
            raise BadFile(f"requirement {one.requirement_id} was there already, at {first}", one.place)
        seen[one.requirement_id] = one.place
        fields = {name: getattr(one, name) for name in one.__struct_fields__ if name != "place"}
        payload = RequirementCreated(**fields, origin=kind)
        yield stamp.event("dde.requirement.created", origin.modified_ms, one.requirement_id, payload)
