"""Requirements from YAML or JSON, and from the issue exports of GitHub, GitLab and Jira.

==============================  =================================================================
``requirements:``               a list of mappings with ``id`` and ``name`` (``text``, ``priority``, ``url``), or a
                                mapping from id to a name or to such a mapping
GitHub, GitLab                  a JSON list of issues (``number`` or ``iid``, ``title``); pull requests are left out
Jira                            ``{"issues": [{"key": …, "fields": {"summary": …}}]}``
==============================  =================================================================

States, labels, people and comments are left out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.events import Event
from app.errors import BadFile
from app.readers.json_text import Outline
from app.readers.origin import Origin, Stamp
from app.readers.plans.wanted import Wanted, columns_of, told_by, wanted_from
from app.readers.reader import Look
from app.readers.source import Source, digest
from app.readers.yaml_text import loaded

FORMAT: Final = "requirements"
_TOP_LEVEL: Final = re.compile(r"^requirements:", re.MULTILINE)


def fits(look: Look) -> bool:
    """YAML or JSON with requirements at its top, or a list of issues."""
    if look.kind == "text":
        return bool(_TOP_LEVEL.search(look.text))
    return look.kind == "json" and (_is_own(look.json) or _is_issues(look.json))


def _is_own(found: Outline) -> bool:
    return found.shape == "object" and found.keys.get("requirements", "")[:1] in ("[", "{")


def _is_issues(found: Outline) -> bool:
    if found.shape == "object":
        return found.keys.get("issues", "").startswith("[")
    return found.shape == "array" and "title" in found.keys and bool({"number", "iid"} & found.keys.keys())


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The requirements of the file. Raises BadFile with line, or path."""
    value = loaded(source)
    kind = "yaml" if isinstance(value, Mapping) and "requirements" in value else "issue"
    yield from told_by(_listed(value), Stamp(origin, FORMAT, digest(source)), origin, kind)


def _listed(value: Any) -> Iterator[Wanted]:
    for place, fields in _items(value):
        if not isinstance(fields, Mapping):
            raise BadFile(f"takes a mapping with id and name, found {type(fields).__name__}", place)
        if not fields.get("pull_request"):
            plain = {str(name): held for name, held in fields.items()}
            yield wanted_from(plain, columns_of(plain), place)


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from _numbered("$", value)
    elif isinstance(value, Mapping) and "issues" in value and "requirements" not in value:
        issues = value["issues"] if isinstance(value["issues"], list) else []
        yield from ((place, _flat(issue)) for place, issue in _numbered("$.issues", issues))
    elif isinstance(value, Mapping):
        yield from _own(value.get("requirements"))


def _own(found: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(found, list):
        yield from _numbered("$.requirements", found)
    elif isinstance(found, Mapping):
        for key, held in found.items():
            fields = {"name": held} if isinstance(held, str) else held
            told = {**fields, "id": key} if isinstance(fields, Mapping) else fields
            yield f"$.requirements.{key}", told
    else:
        raise BadFile("takes a list or a mapping of requirements", "$.requirements")


def _numbered(path: str, items: list[Any]) -> Iterator[tuple[str, Any]]:
    yield from ((f"{path}[{number}]", item) for number, item in enumerate(items))


def _flat(issue: Any) -> Any:
    """A Jira issue with its fields beside its key."""
    fields = issue.get("fields") if isinstance(issue, Mapping) else None
    return {**fields, "key": issue.get("key")} if isinstance(fields, Mapping) else issue
