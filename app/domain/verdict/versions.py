"""Comparing contract versions (domain 5.2): how far what a scenario asks for is from what is defined."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from app.domain.graph import Node
from app.domain.identity import plain_version

Numbers = tuple[int, int, int]
_NUMBER: Final = re.compile("[0-9]{1,18}")
"""What else is called a digit, such as ², is none here; what is longer is no number of a version."""


class Alignment(StrEnum):
    """How a scenario's contract tag fits the contract that exists."""

    ALIGNED = "aligned"
    MINOR_DRIFT = "minor_drift"
    MISMATCHED = "mismatched"
    MISSING = "missing"


class Fit(msgspec.Struct, frozen=True):
    """The best contract for a tag, and how well it fits; ``contract`` is the key, empty when there is none.

    ``near``: then, the name of one that differs in upper and lower case only.
    """

    alignment: Alignment
    contract: str = ""
    version: str = ""
    near: str = ""


class Version(NamedTuple):
    """Three numbers and, of a pre-release, its dotted marks; what was built when (``+…``) makes no difference."""

    numbers: Numbers
    marks: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[Numbers, bool, list[tuple[bool, int, str]]]:
        """In order of age, as Semantic Versioning 2.0 (11) has it: a pre-release comes before its release."""
        marks = [(not _is_number(m), int(m) if _is_number(m) else 0, m) for m in self.marks]
        return self.numbers, not self.marks, marks


@lru_cache(maxsize=4096)
def read(version: str) -> Version | None:
    """``v2.1`` as 2.1.0, ``1.0.0-rc.1`` as a pre-release of 1.0.0; nothing when it cannot be read."""
    plain, hyphen, marks = plain_version(version).partition("+")[0].partition("-")
    numbers = plain.split(".")
    if len(numbers) > 3 or not all(map(_is_number, numbers)) or (hyphen and not marks):
        return None
    padded = [*map(int, numbers), 0, 0]
    return Version((padded[0], padded[1], padded[2]), tuple(marks.split(".")) if marks else ())


def parts(version: str) -> Numbers | None:
    """``v2.1`` as ``(2, 1, 0)``; nothing for a pre-release, and when it cannot be read."""
    found = read(version)
    return found.numbers if found and not found.marks else None


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def same(asked: str, defined: str) -> bool:
    """Whether two texts mean one version: ``1`` and ``1.0.0`` do, ``1.0.0`` and ``1.0.1`` do not."""
    return asked == defined or (read(asked) is not None and read(asked) == read(defined))


def alignment(asked: str, defined: str) -> Alignment:
    """Other major: breaking. A higher minor than defined: breaking, the feature is not there yet. Lower: drift.

    Patches fit each other. Of a pre-release only the same one fits; asking for an older one is drift.
    """
    a, d = read(asked), read(defined)
    if a is None or d is None:
        return Alignment.ALIGNED if asked == defined else Alignment.MISMATCHED
    if a.numbers[0] != d.numbers[0] or a.numbers[1] > d.numbers[1]:
        return Alignment.MISMATCHED
    if a.numbers[1] < d.numbers[1]:
        return Alignment.MINOR_DRIFT
    if a == d or not (a.marks or d.marks):
        return Alignment.ALIGNED
    return Alignment.MINOR_DRIFT if a.rank < d.rank else Alignment.MISMATCHED


def best_fit(tag: str, contracts: Sequence[Node]) -> Fit:
    """The contract that a ``Name:X.Y`` tag means: same name, best alignment, then locked, then newest."""
    name, _, asked = tag.partition(":")
    named = [c for c in contracts if c.id.key.partition(":")[0] == name]
    if not named:
        near = {c.id.key.partition(":")[0] for c in contracts}
        return Fit(Alignment.MISSING, near=min((n for n in near if n.casefold() == name.casefold()), default=""))
    order = [Alignment.ALIGNED, Alignment.MINOR_DRIFT, Alignment.MISMATCHED]

    def rank(contract: Node) -> tuple[int, bool, Numbers, str]:
        version = contract.id.key.partition(":")[2]
        found = read(version)
        newest = found.numbers if found else (0, 0, 0)
        fit = order.index(alignment(asked, version))
        older = (-newest[0], -newest[1], -newest[2])
        return fit, contract.get("state") != "LOCKED", older, contract.id.key

    best = min(named, key=rank)
    version = best.id.key.partition(":")[2]
    return Fit(alignment(asked, version), best.id.key, version)
