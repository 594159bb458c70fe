"""The package that a build takes when its file names none: the one that is called like the distribution."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.scan.tree import Tree

_BY_NAME: Final = ("hatchling", "poetry", "flit_core", "uv_build", "setuptools")
"""Backends that look for that package. setuptools lets no other lie beside it, unless a setup.py says which."""


def named_like_the_distribution(tree: Tree, folder: str, project: Mapping[str, Any]) -> str:
    """Its name; empty where the backend does not go by it, or there is none of it in this folder or its ``src``.

    ``project`` is the parsed pyproject.toml of the folder.
    """
    backend = str(_at(project, "build-system", "build-backend"))
    said = _at(project, "project", "name") or _at(project, "tool", "poetry", "name")
    name = re.sub(r"[-_.]+", "_", str(said)).lower()
    says_which = backend.startswith("setuptools") and f"{folder}setup.py" in tree.files
    if says_which or not backend.startswith(_BY_NAME):
        return ""
    return name if any(f"{folder}{root}{name}/__init__.py" in tree.files for root in ("", "src/")) else ""


def _at(value: Any, *path: str) -> Any:
    """What stands at this path, or an empty text."""
    for key in path:
        value = value.get(key, "") if isinstance(value, Mapping) else ""
    return value
