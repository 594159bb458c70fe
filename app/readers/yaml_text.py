"""YAML from files of others: plain values, or a refusal with line and column. Nothing in it is ever run."""

from typing import Any, Final

import yaml

from app.errors import BadFile
from app.readers.source import Source, document

LARGEST: Final = 16 << 20
DEEPEST: Final = 200
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def loaded(source: Source) -> Any:
    """The value of a YAML (or JSON) document. Raises BadFile."""
    return next(iter(documents(source)), None)


def documents(source: Source) -> list[Any]:
    """The values of all documents in the file. Raises BadFile with line and column."""
    if source.size > LARGEST:
        raise BadFile(f"{source.size >> 20} MiB of YAML; at most {LARGEST >> 20} MiB can be read")
    try:
        text = document(source).decode("utf-8")
        _check_depth(text)
        return list(yaml.load_all(text, _LOADER))
    except yaml.MarkedYAMLError as flaw:
        mark = flaw.problem_mark or flaw.context_mark
        place = f"line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise BadFile(f"broken YAML: {flaw.problem or flaw.context}", place) from flaw
    except UnicodeDecodeError as flaw:
        raise BadFile("not UTF-8 text") from flaw
    except (yaml.YAMLError, ValueError) as flaw:
        raise BadFile(f"broken YAML: {str(flaw).partition(chr(10))[0]}") from flaw


def _check_depth(text: str) -> None:
    """The fast loader builds nested values on the stack of the process, which is not to run out."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            place = f"line {event.start_mark.line + 1}" if event.start_mark else ""
            raise BadFile(f"nested more than {DEEPEST} levels deep", place)
