"""Requirements from YAML or JSON, and from the issue exports of GitHub, GitLab and Jira.

==============================  =================================================================
``requirements:``               a list of mappings with ``id`` and ``name`` (``text``, ``priority``, ``url``), or a
                                mapping from id to a name or to such a mapping
GitHub, GitLab                  a JSON list of issues (``number`` or ``iid``, ``title``); pull requests are left out
Jira                            ``{"issues": [{"key": …, "fields": {"summary": …}}]}``
==============================  =================================================================

States, labels, people and comments are left out. A mapping of requirements is one only where nothing else stands
beside it than what is said of the whole, for others keep versions and packages under that name; of lists of issues
those of merge requests, milestones and findings are none.
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
_TOP_LEVEL: Final = re.compile(r"^requirements:(?:\s*#.*)?\s*([-\[]?)", re.MULTILINE)
_YAML_KEY: Final = re.compile(r"^([A-Za-z$][\w $-]*):", re.MULTILINE)
_ABOUT: Final = frozenset(
    {"requirements", "project", "name", "title", "version", "description", "$schema", "id", "iteration", "metadata"}
    | {"author", "owner", "date", "source", "tenant", "url"}
)
"""What a file of requirements may say beside them."""

_NO_ISSUE: Final = frozenset({"source_branch", "merge_status", "head", "open_issues", "sequence", "expired"})
"""Keys of pull and merge requests, milestones and iterations, which have a number and a title too."""


def fits(look: Look) -> bool:
    """YAML or JSON with requirements at its top, or a list of issues."""
    if look.kind == "text":
        found = _TOP_LEVEL.search(look.text)
        return found is not None and (bool(found[1]) or set(_YAML_KEY.findall(look.text)) <= _ABOUT)
    return look.kind == "json" and (_is_own(look.json) or _is_issues(look))


def _is_own(found: Outline) -> bool:
    begin = found.keys.get("requirements", "")[:1]
    return found.shape == "object" and (begin == "[" or (begin == "{" and found.keys.keys() <= _ABOUT))


def _is_issues(look: Look) -> bool:
    keys = look.json.keys
    if look.json.shape == "object":
        if keys.get("issues") == "[]":
            return bool({"maxResults", "startAt", "nextPageToken"} & keys.keys())
        return keys.get("issues", "").startswith("[") and '"fields"' in look.text
    named = "title" in keys and bool({"number", "iid"} & keys.keys())
    return look.json.shape == "array" and named and not _NO_ISSUE & keys.keys()


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
