"""How often files were changed: commits and lines touched, from git's history (domain 5.3, hotspots).

The window begins on a grid of 30 days, 90 to 120 days before the commit that is looked at, so that
neighbouring commits share it and one more commit changes the figures only of files that it touches.
Merges count as what they bring to the first parent. The commit that began the repository (or a shallow
clone) brings files and changes none. A file that was renamed starts anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from app.domain.events import DAY_MS
from app.scan.git import Git
from app.scan.pack import Pack

GRID_MS: Final = 30 * DAY_MS
WINDOW_MS: Final = 90 * DAY_MS

MOST_COMMITS: Final = 2000
"""So many commits are looked at, whatever the window."""

Touched = list[tuple[str, int]]
"""Paths from the top of the repository with the lines that one commit added and took away."""


class Churn(msgspec.Struct, frozen=True):
    """What happened to a file since a moment (ms): commits that touched it, and their lines."""

    commits: int = 0
    lines: int = 0
    since_ms: int = 0


class Churns(msgspec.Struct, frozen=True):
    """What happened to all files within one window; by path from the top of the repository."""

    since_ms: int = 0
    commits: Mapping[str, int] = {}
    lines: Mapping[str, int] = {}

    def of(self, path: str) -> Churn:
        """What happened to this file."""
        return Churn(self.commits.get(path, 0), self.lines.get(path, 0), self.since_ms)


UNKNOWN: Final = Churns()
"""Of a target without a history."""


def window_start(at_ms: int) -> int:
    """Where the window of a commit made at this time begins."""
    return max((at_ms - WINDOW_MS) // GRID_MS * GRID_MS, 0)


class Past:
    """The first-parent history; each commit's diff is asked of git once in all scans that share a pack."""

    def __init__(self, git: Git, pack: Pack) -> None:
        self._git = git
        self._pack = pack
        self._touched: dict[str, Touched] = {}

    def churn(self, commit: str, at_ms: int) -> Churns:
        """What happened to each file within the window that ends with this commit. Raises BadRequest."""
        since = window_start(at_ms)
        commits: dict[str, int] = {}
        lines: dict[str, int] = {}
        for touched in self._diffs(self._git.line_of(commit, since // 1000, MOST_COMMITS)):
            for path, changed in touched:
                commits[path] = commits.get(path, 0) + 1
                lines[path] = lines.get(path, 0) + changed
        return Churns(since, commits, lines)

    def before(self, commit: str, at_ms: int) -> str:
        """The last commit before the window; "" where the history is younger."""
        return self._git.last_before(commit, window_start(at_ms) // 1000)

    def _diffs(self, shas: list[str]) -> Iterator[Touched]:
        unknown = [sha for sha in shas if sha not in self._touched and not self._remembered(sha)]
        for sha, touched in _parsed(self._git.touched(unknown)):
            self._touched[sha] = touched
        for sha in unknown:
            self._pack.put(f"churn {sha}", msgspec.msgpack.encode(self._touched.setdefault(sha, [])))
        return (self._touched[sha] for sha in shas)

    def _remembered(self, sha: str) -> bool:
        kept = self._pack.get(f"churn {sha}")
        if kept is not None:
            self._touched[sha] = msgspec.msgpack.decode(kept, type=Touched)
        return kept is not None


def _parsed(told: Iterable[str]) -> Iterator[tuple[str, Touched]]:
    """The fields of ``git log -z --numstat`` after their commits: "sha", "added<TAB>removed<TAB>path", …"""
    sha, touched = "", Touched()
    for field in told:
        parts = field.strip("\n").split("\t", 2)
        if len(parts) == 3:
            touched.append((parts[2], _number(parts[0]) + _number(parts[1])))
        elif parts[0]:
            if sha:
                yield sha, touched
            sha, touched = parts[0], []
    if sha:
        yield sha, touched


def _number(text: str) -> int:
    """A count of lines; binary files have none."""
    return int(text) if text.isdigit() else 0
