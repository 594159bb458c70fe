"""Where a feature file lies in its repository, by what a report calls it."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from app.domain.identity import normal_path

_SCHEME: Final = re.compile(r"^(?:file|classpath):", re.IGNORECASE)


def feature_path(uri: str) -> str:
    """The path from the repository's root, so that different tools name the same file alike.

    ``file:`` and ``classpath:`` are taken off, and so is what leads out of the folder (``../``). Of an
    absolute path what begins with its last folder ``features`` is kept, or with ``src``; else it stays whole.
    """
    return within(uri, ("features", "src"))


def within(uri: str, roots: Sequence[str]) -> str:
    """The path, from the last folder that is called like one of the roots where it is absolute."""
    plain = _plain(uri)
    path = normal_path(plain)
    while path.startswith("../"):
        path = path[3:]
    if not _absolute(plain):
        return path
    parts = path.split("/")
    for root in roots:
        if root in parts[:-1]:
            last = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[last:])
    return path


def _plain(uri: str) -> str:
    """The path within a URI."""
    if not _SCHEME.match(uri):
        return uri
    try:
        return unquote(urlsplit(uri).path)
    except ValueError:
        return _SCHEME.sub("", uri)


def _absolute(path: str) -> bool:
    return path.startswith(("/", "\\")) or path[1:2] == ":"
