"""Manifests on disk: JSON or YAML, read strictly, with a digest of each part."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from app.errors import BadFile

LARGEST: Final = 16 * 1024 * 1024
MOST_VALUES: Final = 1_000_000
"""Those that aliases stand for included."""


def read_plain(path: Path) -> Any:
    """What the file says. Raises BadFile naming line and column."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as flaw:
        raise BadFile(f"cannot be read: {flaw.strerror or flaw}", str(path)) from flaw
    except UnicodeDecodeError as flaw:
        raise BadFile(f"is not UTF-8: {flaw}", str(path)) from flaw
    if len(content) > LARGEST:
        raise BadFile(f"is longer than a manifest may be ({LARGEST >> 20} MiB)", str(path))
    plain = _json(text, path) if path.suffix.lower() == ".json" else parsed_yaml(text, str(path))
    return _sendable(plain, path)


def _json(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except json.JSONDecodeError as flaw:
        raise BadFile(flaw.msg, f"{path}: line {flaw.lineno}, column {flaw.colno}") from flaw
    except (ValueError, RecursionError) as flaw:
        raise BadFile(str(flaw), str(path)) from flaw


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is said twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number that JSON knows")


def parsed_yaml(text: str, place: str) -> Any:
    """What the text says as YAML (and JSON is YAML). Raises BadFile naming line and column."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as flaw:
        mark = flaw.problem_mark
        where = f"{place}: line {mark.line + 1}, column {mark.column + 1}" if mark else place
        raise BadFile(flaw.problem or "is not YAML", where) from flaw
    except (yaml.YAMLError, ValueError, RecursionError) as flaw:
        raise BadFile(f"is not YAML: {' '.join(str(flaw).split())[:200]}", place) from flaw


class _Loader(yaml.SafeLoader):
    """Plain YAML in which a moment stays a text, and nothing is said twice."""

    def get_single_node(self) -> yaml.Node | None:
        """The document, unless its aliases would make a mountain of it."""
        node = super().get_single_node()
        if node is not None and _size(node, {}) > MOST_VALUES:
            raise _flaw(f"is more than {MOST_VALUES:,} values, with what its aliases stand for", node)
        return node


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values there are once each alias stands for what it means; what is within itself counts once."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        known[id(node)] = 0
        pairs = isinstance(node, yaml.MappingNode)
        inner = [one for pair in node.value for one in pair] if pairs else node.value
        known[id(node)] = 1 + sum(_size(one, known) for one in inner)
    return known[id(node)]


def _flaw(text: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, text, node.start_mark)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen = set[Any]()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _flaw("a list or map cannot be the name of a field", key)
        if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
            raise _flaw(f"{key.value!r} is said twice", key)
        seen.add(key.value)
    loader.flatten_mapping(node)
    return {loader.construct_object(key, deep=True): loader.construct_object(v, deep=True) for key, v in node.value}


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _sendable(plain: Any, path: Path) -> Any:
    """The same, sure that it can travel in an event."""
    try:
        json.dumps(plain, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError) as flaw:
        raise BadFile(f"holds a text or value that JSON cannot carry: {flaw}", str(path)) from flaw
    return plain


def digests_of(manifest: msgspec.Struct) -> dict[str, str]:
    """A digest per node, and one (under ``*``) of everything else but the time of writing."""
    plain = msgspec.to_builtins(manifest)
    nodes = plain.pop("nodes")
    plain.pop("timestamp")
    found = {"*": _digest(plain)}
    return found | {node["id"]: _digest(node) for node in nodes}


def _digest(plain: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:16]
