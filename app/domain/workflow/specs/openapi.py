"""OpenAPI documents: what they must have, and which changes break those who call."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DEEPEST: Final = 12

Document = Mapping[str, Any]


def problems(document: Any) -> list[str]:
    """What is missing or wrong of openapi, info and paths."""
    if not isinstance(document, Mapping):
        return ["an OpenAPI document is an object with openapi, info and paths"]
    found = [f"{name} is missing" for name in ("openapi", "info", "paths") if name not in document]
    if "openapi" in document and not str(document["openapi"]).startswith("3."):
        found.append(f"openapi is {document['openapi']!r}; 3.x is understood")
    info = document.get("info")
    if "info" in document:
        missing = ("title", "version") if not isinstance(info, Mapping) else ("title", "version") - info.keys()
        found += [f"info.{name} is missing" for name in sorted(missing)]
    return found + list(_path_problems(document.get("paths", {})))


def _path_problems(paths: Any) -> Iterator[str]:
    if not isinstance(paths, Mapping):
        yield "paths is not an object"
        return
    for path, item in paths.items():
        if not str(path).startswith("/"):
            yield f"path {path} does not begin with /"
        for method, operation in _operations(item):
            if not operation.get("responses"):
                yield f"{method.upper()} {path} names no responses"


def compared(old: Document, new: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Breaking changes, and additions. Looks at paths, methods, parameters, request and response fields."""
    before, after = _Reading(old), _Reading(new)
    breaking: list[str] = []
    added: list[str] = []
    for path, item in before.paths.items():
        if path not in after.paths:
            breaking.append(f"path {path} removed")
            continue
        _methods(path, (before, dict(_operations(item))), (after, dict(_operations(after.paths[path]))), breaking)
    for path, item in after.paths.items():
        known = dict(_operations(before.paths.get(path)))
        added += [f"{method.upper()} {path} added" for method, _ in _operations(item) if method not in known]
    return tuple(breaking), tuple(added)


class _Reading:
    """A document with its references followed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.paths: Document = _map(document.get("paths"))

    def followed(self, part: Any) -> Document:
        """The part itself, or what its local ``$ref`` means; nothing where that leads nowhere."""
        for _ in range(_DEEPEST):
            if not isinstance(part, Mapping) or "$ref" not in part:
                break
            part = self._at(str(part["$ref"]))
        return part if isinstance(part, Mapping) else {}

    def _at(self, reference: str) -> Any:
        found: Any = self._document
        for step in reference.removeprefix("#/").split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def body(self, operation: Document) -> Document:
        """The schema of the request."""
        return self._schema(self.followed(operation.get("requestBody")))

    def answers(self, operation: Document) -> dict[str, Document]:
        """Per status the schema of the response."""
        found = _map(operation.get("responses"))
        return {str(status): self._schema(self.followed(answer)) for status, answer in found.items()}

    def _schema(self, holder: Document) -> Document:
        found = (_map(media).get("schema") for media in _map(holder.get("content")).values())
        return self.followed(next(found, None))

    def fields(self, schema: Document, where: str = "", depth: int = 0) -> dict[str, tuple[str, bool]]:
        """Every field by its dotted path: its type, and whether it is required."""
        found: dict[str, tuple[str, bool]] = {}
        schema = self.followed(schema)
        if depth > _DEEPEST:
            return found
        for part in _list(schema.get("allOf")):
            found |= self.fields(part, where, depth + 1)
        if "items" in schema:
            found |= self.fields(schema["items"], f"{where}[]", depth + 1)
        required = _list(schema.get("required"))
        for name, inner in _map(schema.get("properties")).items():
            path = f"{where}.{name}" if where else str(name)
            found[path] = (str(self.followed(inner).get("type", "")), name in required)
            found |= self.fields(inner, path, depth + 1)
        return found

    def parameters(self, item: Document, operation: Document) -> dict[str, tuple[str, bool]]:
        """Parameters of a path and of a method: their type, and whether they are required."""
        listed = [*_list(item.get("parameters")), *_list(operation.get("parameters"))]
        found = {}
        for one in map(self.followed, listed):
            kind = str(self.followed(one.get("schema")).get("type", ""))
            found[f"{one.get('in', '?')} {one.get('name', '?')}"] = (kind, bool(one.get("required")))
        return found


Side = tuple[_Reading, dict[str, Any]]


def _methods(path: str, old: Side, new: Side, breaking: list[str]) -> None:
    gone, fresh = sorted(old[1].keys() - new[1].keys()), sorted(new[1].keys() - old[1].keys())
    for method in gone:
        how = f"replaced by {fresh[0].upper()}" if fresh else "removed"
        breaking.append(f"{method.upper()} {path} {how}")
    for method in sorted(old[1].keys() & new[1].keys()):
        where = f"{method.upper()} {path}"
        was, now = old[1][method], new[1][method]
        items = old[0].followed(old[0].paths[path]), new[0].followed(new[0].paths[path])
        asked = old[0].parameters(items[0], was), new[0].parameters(items[1], now)
        breaking += _demands(f"{where} parameter", *asked)
        breaking += _demands(
            f"{where} request field", old[0].fields(old[0].body(was)), new[0].fields(new[0].body(now))
        )
        breaking += _answers(where, (old[0], was), (new[0], now))


Fields = Mapping[str, tuple[str, bool]]


def _demands(what: str, old: Fields, new: Fields) -> Iterator[str]:
    """What a caller must say now that it need not say before, or must say otherwise."""
    for name, (kind, required) in sorted(new.items()):
        if name not in old:
            if required:
                yield f"{what} {name} added as required"
        elif required and not old[name][1]:
            yield f"{what} {name} became required"
        elif kind != old[name][0]:
            yield f"{what} {name} changed from {old[name][0] or 'any'} to {kind or 'any'}"


def _answers(where: str, old: tuple[_Reading, Document], new: tuple[_Reading, Document]) -> Iterator[str]:
    """What a caller could read before and cannot any more."""
    after = new[0].answers(new[1])
    for status, schema in old[0].answers(old[1]).items():
        if status not in after:
            yield f"{where} response {status} removed"
            continue
        fields = new[0].fields(after[status])
        for name, (kind, _) in sorted(old[0].fields(schema).items()):
            if name not in fields:
                yield f"{where} response {status} field {name} removed"
            elif fields[name][0] != kind:
                yield f"{where} response {status} field {name} changed from {kind} to {fields[name][0] or 'any'}"


def _operations(item: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(item, Mapping):
        yield from ((method, _map(item[method])) for method in METHODS if method in item)


def _map(value: Any) -> Document:
    """The object, or an empty one where something else stands."""
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    """The list, or an empty one where something else stands."""
    return value if isinstance(value, list) else []
