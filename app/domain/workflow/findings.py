"""What is found in a manifest before anything runs: all of it at once, the worst first."""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

Level = Literal["CRITICAL", "HIGH", "MEDIUM", "WARNING", "INFO"]
LEVELS: Final[tuple[Level, ...]] = ("CRITICAL", "HIGH", "MEDIUM", "WARNING", "INFO")
STOPPING: Final = ("CRITICAL", "HIGH")
"""With one of these nothing is run."""


class Finding(Struct, frozen=True):
    """What is wrong, where in the manifest, and what to do about it."""

    level: Level
    code: str
    where: str
    message: str
    fix: str = ""

    def line(self) -> str:
        """All of it on one line."""
        fix = f" {self.fix}" if self.fix else ""
        return f"{self.level:<8} {self.where}: {self.message}{fix}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The worst first; equal ones by place."""
    return tuple(sorted(findings, key=lambda f: (LEVELS.index(f.level), f.code, f.where, f.message)))


def stops(findings: Iterable[Finding]) -> bool:
    """Whether one of them keeps the manifest from being run."""
    return any(finding.level in STOPPING for finding in findings)
