"""YAML from files of others: plain values, or a refusal with line and column. Nothing in it is ever run."""

from typing import Any, Final

import yaml

from app.errors import BadFile
from app.readers.source import Source, document

LARGEST: Final = 16 << 20
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def loaded(source: Source) -> Any:
    """The value of a YAML (or JSON) document. Raises BadFile."""
    return next(iter(documents(source)), None)


def documents(source: Source) -> list[Any]:
    """The values of all documents in the file. Raises BadFile with line and column."""
    if source.size > LARGEST:
        raise BadFile(f"{source.size >> 20} MiB of YAML; at most {LARGEST >> 20} MiB can be read")
    try:
        return list(yaml.load_all(document(source).decode("utf-8"), _LOADER))
    except yaml.MarkedYAMLError as flaw:
        mark = flaw.problem_mark or flaw.context_mark
        place = f"line {mark.line + 1} column {mark.column + 1}" if mark else ""
        raise BadFile(f"broken YAML: {flaw.problem or flaw.context}", place) from flaw
    except UnicodeDecodeError as flaw:
        raise BadFile("not UTF-8 text") from flaw
    except (yaml.YAMLError, ValueError) as flaw:
        raise BadFile(f"broken YAML: {str(flaw).partition(chr(10))[0]}") from flaw
    except RecursionError as flaw:
        raise BadFile("nested too deeply to be read") from flaw
