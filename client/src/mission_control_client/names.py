"""Names that are computed, so that whoever tells of a thing means the same one: keys, digests, ids.

Keys and digests are those of Mission Control itself and of its readers: a run that is told directly and the
report file of the same run speak of the same scenarios.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable
from unicodedata import normalize

LONGEST_TEXT = 16_384

_COLOURS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""Control sequences of a terminal (ECMA-48): colours, movements, titles."""


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def feature_key(path: str) -> str:
    """``F.`` and 12 hex digits of the normalised path."""
    return f"F.{_hashed(normal_path(path))[:12]}"


def scenario_key(path: str, name: str, example: str = "", rule: str = "") -> str:
    """``S.`` and 16 hex digits of path, rule, name and example."""
    return f"S.{_hashed(normal_path(path), rule, name, example)[:16]}"


def derived_id(*causes: str) -> str:
    """The id of an event that follows from its causes: the same causes, the same id."""
    return f"d-{_hashed(*causes)[:32]}"


def event_id(*parts: object) -> str:
    """The id of an event that is told here: it stays the same however often the event is sent."""
    return f"e-{_hashed(*map(str, parts))[:32]}"


def normal_path(path: str) -> str:
    """A path with forward slashes, without ``./``, drive letter or leading slash.

    Composed (NFC): some file systems give ``é`` as two characters, and it is one file.
    """
    slashed = normalize("NFC", path).replace("\\", "/")
    if len(slashed) > 1 and slashed[1] == ":":
        slashed = slashed[2:]
    cleaned = posixpath.normpath(slashed.lstrip("/")) if slashed.strip("/") else ""
    return "" if cleaned == "." else cleaned


def digest_of(lines: Iterable[str]) -> str:
    """First 32 hex digits of SHA-256 over the sorted distinct lines: what an ending sums up."""
    joined = "\n".join(sorted(set(lines)))
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]


def scenario_line(scenario_id: str, outcome: str, attempts: int, tags: Iterable[str]) -> str:
    """The line of a scenario in the digest of its run."""
    return f"scenario {scenario_id} {outcome} {attempts} {' '.join(sorted(tags))}"


def task_line(task_id: str, status: str) -> str:
    """The line of a task in the digest of its workflow."""
    return f"task {task_id} {status}"


def clipped(text: object, longest: int = LONGEST_TEXT) -> str:
    """Text that is short enough to be kept, without the colours of a terminal; NUL is made visible."""
    said = "" if text is None else _COLOURS.sub("", str(text)).replace("\x00", "\u2400")
    # A lone half of a surrogate pair has no form in UTF-8.
    said = said.encode("utf-8", "replace").decode("utf-8")
    return said if len(said) <= longest else f"{said[:longest]}… ({len(said) - longest} more characters)"
