"""Comparing contract versions (domain 5.2): how far what a scenario asks for is from what is defined."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from app.domain.graph import Node


class Alignment(StrEnum):
    """How a scenario's contract tag fits the contract that exists."""

    ALIGNED = "aligned"
    MINOR_DRIFT = "minor_drift"
    MISMATCHED = "mismatched"
    MISSING = "missing"


class Fit(msgspec.Struct, frozen=True):
    """The best contract for a tag, and how well it fits; ``contract`` is the key, empty when there is none."""

    alignment: Alignment
    contract: str = ""
    version: str = ""


def parts(version: str) -> tuple[int, int, int] | None:
    """``v2.1`` as ``(2, 1, 0)``; nothing when it cannot be read."""
    numbers = version.lstrip("v").split(".")
    if not 1 <= len(numbers) <= 3 or not all(n.isdigit() for n in numbers):
        return None
    padded = [*map(int, numbers), 0, 0]
    return padded[0], padded[1], padded[2]


def alignment(asked: str, defined: str) -> Alignment:
    """Other major: breaking. A higher minor than defined: breaking, the feature is not there yet. Lower: drift."""
    a, d = parts(asked), parts(defined)
    if a is None or d is None:
        return Alignment.ALIGNED if asked == defined else Alignment.MISMATCHED
    if a[0] != d[0] or a[1] > d[1]:
        return Alignment.MISMATCHED
    return Alignment.ALIGNED if a[:2] == d[:2] else Alignment.MINOR_DRIFT


def best_fit(tag: str, contracts: Iterable[Node]) -> Fit:
    """The contract that a ``Name:X.Y`` tag means: same name, best alignment, then locked, then newest."""
    name, _, asked = tag.partition(":")
    named = [c for c in contracts if c.id.key.partition(":")[0] == name]
    if not named:
        return Fit(Alignment.MISSING)
    order = [Alignment.ALIGNED, Alignment.MINOR_DRIFT, Alignment.MISMATCHED]

    def rank(contract: Node) -> tuple[int, bool, tuple[int, int, int], str]:
        version = contract.id.key.partition(":")[2]
        newest = tuple(-n for n in parts(version) or (0, 0, 0))
        fit = order.index(alignment(asked, version))
        return fit, contract.get("state") != "LOCKED", (newest[0], newest[1], newest[2]), contract.id.key

    best = min(named, key=rank)
    version = best.id.key.partition(":")[2]
    return Fit(alignment(asked, version), best.id.key, version)
