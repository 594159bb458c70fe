"""YAML from files of others as JSON: every scalar as text, no aliases, so that nothing can grow or run."""

from typing import Any, Final

import msgspec
import yaml

from app.errors import BadFile

_NULLS: Final = ("", "~", "null", "Null", "NULL")
_DEEPEST: Final = 200


def as_json(text: bytes) -> bytes:
    """The first document of the text. Raises BadFile with line and column."""
    try:
        return msgspec.json.encode(_Building().build(text))
    except yaml.MarkedYAMLError as flaw:
        mark = flaw.problem_mark
        place = f"line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise BadFile(f"broken YAML: {flaw.problem or flaw}", place) from flaw
    except (yaml.YAMLError, UnicodeDecodeError) as flaw:
        raise BadFile(f"text that cannot be YAML: {str(flaw).splitlines()[0]}") from flaw


class _Building:
    """Puts the document together while the parser walks through it."""

    def __init__(self) -> None:
        self._open: list[Any] = []
        self._keys: list[str | None] = []
        self._made: Any = None

    def build(self, text: bytes) -> Any:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise BadFile("YAML with aliases is not read", f"line {line}")
            self._take(event)
        return self._made

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None and event.value in _NULLS
            self._put(None if plain else event.value)
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter({})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter([])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _enter(self, made: Any) -> None:
        if len(self._open) >= _DEEPEST:
            raise BadFile("nested too deeply to be read")
        self._put(made)
        self._open.append(made)
        self._keys.append(None)

    def _put(self, value: Any) -> None:
        """Into what is open: an element of a list, a key, or the value of the key before it."""
        if not self._open:
            self._made = value
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        elif self._keys[-1] is None:
            self._keys[-1] = str(value)
        else:
            self._open[-1][self._keys[-1]] = value
            self._keys[-1] = None
