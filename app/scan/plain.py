"""YAML and JSON of a repository as plain values."""

import json
from typing import Any

import yaml

from app.errors import BadFile


def plain(source: bytes, name: str) -> Any:
    """What the file says. Raises BadFile naming the file and the line."""
    try:
        return json.loads(source) if name.endswith(".json") else yaml.safe_load(source)
    except yaml.MarkedYAMLError as flaw:
        line = flaw.problem_mark.line + 1 if flaw.problem_mark else 0
        raise BadFile(f"not YAML: {flaw.problem}", f"{name}, line {line}") from flaw
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as flaw:
        at = f", line {flaw.lineno}" if isinstance(flaw, json.JSONDecodeError) else ""
        form = "JSON" if name.endswith(".json") else "YAML"
        raise BadFile(f"not {form}: {getattr(flaw, 'msg', flaw)}", f"{name}{at}") from flaw
