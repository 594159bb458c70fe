"""Names that stay the same: how objects of the real world get their local identity (domain 1.1)."""

import hashlib
import posixpath
from functools import lru_cache
from unicodedata import normalize

_LONGEST_NUMBER = 18
"""Digits that a number may have; what is longer is a text."""


def _digest(*parts: str, length: int = 12) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def feature_key(feature_path: str) -> str:
    """``F.`` and 12 hex digits of the normalised path."""
    return f"F.{_digest(normal_path(feature_path))}"


def scenario_key(feature_path: str, name: str, example: str = "", rule: str = "") -> str:
    """``S.`` and 16 hex digits of feature path, rule, name and example; inserting another changes nothing (R-3)."""
    return f"S.{_digest(normal_path(feature_path), rule, name, example, length=16)}"


def violation_key(rule_id: str, source: str, target: str) -> str:
    """``V.`` and 16 hex digits of rule, source and target, so that a violation is tracked over time."""
    return f"V.{_digest(rule_id, source, target, length=16)}"


def cycle_key(modules: list[str]) -> str:
    """``C-`` and 12 hex digits of the sorted member names."""
    return f"C-{_digest(*sorted(modules))}"


def adr_key(reference: str) -> str:
    """``ADR-`` and four digits: ``0023``, ``ADR-0023`` and ``23`` are one; other references stay as they are."""
    bare = reference.strip().upper().removeprefix("ADR").lstrip("-_ #")
    return f"ADR-{int(bare):04d}" if bare.isdecimal() and len(bare) <= _LONGEST_NUMBER else reference.strip()


def contract_key(name: str, version: str) -> str:
    """``name:version`` without a leading ``v``."""
    return f"{name}:{plain_version(version)}"


def plain_version(version: str) -> str:
    """``v1.2`` and ``V1.2`` are ``1.2``; a version that only begins with that letter, as ``vnext``, stays."""
    return version[1:] if version[:1] in ("v", "V") and version[1:2].isdecimal() else version


def gate_key(task_id: str, gate_name: str) -> str:
    """``task # gate``."""
    return f"{task_id}#{gate_name}"


def artifact_key(task_id: str, name: str) -> str:
    """``task/file name``."""
    return f"{task_id}/{name}"


def derived_id(*causes: str) -> str:
    """The id of a derived event, computed from its causes: the same causes give the same id (R-32)."""
    return f"d-{_digest(*causes, length=32)}"


@lru_cache(maxsize=4096)
def normal_path(path: str) -> str:
    """A repository-relative path with forward slashes, without ``./``, drive letters or leading slash.

    Composed (NFC): some file systems give ``é`` as two characters, and it is one file.
    """
    slashed = normalize("NFC", path).replace("\\", "/")
    if len(slashed) > 1 and slashed[1] == ":":
        slashed = slashed[2:]
    cleaned = posixpath.normpath(slashed.lstrip("/")) if slashed.strip("/") else ""
    return "" if cleaned == "." else cleaned
