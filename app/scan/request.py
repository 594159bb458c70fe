"""What scan is asked, and what it tells afterwards."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from app.domain.architecture import Manifest
from app.domain.events import Event
from app.domain.payloads.acc import RuleSpec
from app.scan import forgiven
from app.scan.judging import Judged

Emit = Callable[[Sequence[Event]], None]
"""Takes the events of one analysis, in order."""

Progress = Callable[[str, int, int], None]
"""Told what is being worked on, how much of it is done, and how much there is."""


class ScanRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which repository (or package, or module) to scan, and where its events belong (R-33).

    ``history`` is the number of first-parent commits to walk, 0 for the present state only. Without
    ``commit`` that of HEAD is named; ``manifest`` stands above the rules that the repository brings.
    ``baseline`` is a file of findings that are tolerated. In the folder ``cache``, where one is given,
    what was read is kept for the next scan. ``now_ms`` is the moment of the scan, for folders whose
    files bear no believable time; 0 believes them. ``build`` is where it is done (``app.domain.whereabouts``).
    """

    path: Path
    tenant: str
    project: str
    iteration: str
    commit: str = ""
    history: int = 0
    required_streams: tuple[str, ...] = ("acc",)
    environment: str = "production"
    manifest: Path | None = None
    baseline: Path | None = None
    include_tests: bool = False
    name_authors: bool = False
    batch_id: str = ""
    cache: Path | None = None
    now_ms: int = 0
    build: Mapping[str, str] = {}


class ScanReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the last state that was looked at, and what deserves to be known about the scan."""

    project: str
    iteration: str
    commit: str
    packages: tuple[str, ...]
    commits: int
    skipped: tuple[str, ...]
    counts: dict[str, int]
    rules: tuple[RuleSpec, ...]
    events: int
    first_ms: int
    last_ms: int
    judged: Judged
    course: str = ""
    notes: tuple[str, ...] = ()

    @property
    def manifest(self) -> Manifest:
        """The rules and components that it was held against."""
        return self.judged.manifest

    @property
    def proposed(self) -> bool:
        """Whether the rules are scan's own proposal."""
        return self.manifest.proposed

    @property
    def origin(self) -> str:
        """The file that the rules come from, or ``proposed``."""
        return self.manifest.origin

    def lines(self) -> list[str]:
        """The report for people, one fact a line."""
        n = self.counts
        told = [
            f"{self.project}: {n['modules']} modules, {n['dependencies']} imports in {', '.join(self.packages)}",
            f"rules: {n['rules']} from {_origin(self.manifest)}"
            f" ({_tally(self.rules)}); violations: {n['violations']}, of which blocking: {n['blocking']};"
            f" cycles: {n['cycles']}",
        ]
        told += forgiven.told(self.judged, self.last_ms)
        if self.commits:
            told += [f"history: {self.commits} commits told, {len(self.skipped)} skipped", self.course]
        return [*told, *(f"skipped {why}" for why in self.skipped), *(f"note: {note}" for note in self.notes)]


def _origin(manifest: Manifest) -> str:
    if not manifest.proposed:
        return manifest.origin
    known = len(manifest.baseline.cycles)
    return f"a proposal, because the repository has none; {known} cycles that exist today do not block"


def _tally(rules: Sequence[RuleSpec]) -> str:
    words = [rule.status for rule in rules]
    return ", ".join(f"{words.count(word)} {word.replace('_', ' ')}" for word in sorted(set(words))) or "none"
