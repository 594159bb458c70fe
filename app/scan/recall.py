"""What the history adds to a state: how often each module was changed, and how its risk moved (domain 5.3)."""

from collections.abc import Callable, Mapping

import msgspec

from app.domain.architecture import Code
from app.domain.architecture.metrics import couplings
from app.domain.hotspots import risk, trend
from app.domain.payloads.acc import ModuleSpec
from app.errors import BadRequest
from app.scan.churn import Churn, Past
from app.scan.git import Blobs, Commit, Git
from app.scan.tree import CommitTree, Tree

Look = Callable[[Tree], Code]
"""Reads a tree as code; raises BadRequest where it holds none."""


class Recall:
    """Adds what the past says; without a history it adds nothing."""

    def __init__(self, git: Git | None, blobs: Blobs | None, past: Past | None) -> None:
        self._git = git
        self._blobs = blobs
        self._past = past
        self._risks: dict[str, Mapping[str, float]] = {}

    def dated(self, code: Code, commit: Commit | None, look: Look) -> tuple[Code, tuple[str, ...]]:
        """The code with churn and risk trends of the window that ends with this commit; a note where git refuses."""
        if commit is None or self._past is None:
            return code, ()
        try:
            churns = self._past.churn(commit.sha, commit.time_ms)
            before = self._before(self._past.before(commit.sha, commit.time_ms), look)
        except BadRequest as flaw:
            return code, (f"how often files were changed is not known: {flaw}",)
        now = risks(code)
        modules = {
            name: msgspec.structs.replace(
                module, spec=_told(module.spec, churns.of(module.spec.file_path), (before.get(name), now[name]))
            )
            for name, module in code.modules.items()
        }
        return Code(modules, code.imports), ()

    def _before(self, sha: str, look: Look) -> Mapping[str, float]:
        """The risks at the beginning of the window; none where the history is younger or held no such code."""
        if sha not in self._risks:
            self._risks[sha] = self._read(sha, look) if sha else {}
        return self._risks[sha]

    def _read(self, sha: str, look: Look) -> Mapping[str, float]:
        assert self._git and self._blobs, "a past belongs to a repository"
        try:
            return risks(look(CommitTree(self._git, sha, self._blobs)))
        except BadRequest:
            return {}


def risks(code: Code) -> dict[str, float]:
    """The hotspot risk of every module."""
    known = couplings(code)
    return {name: risk(m.spec.complexity, known[name].ca, known[name].ce) for name, m in code.modules.items()}


def _told(spec: ModuleSpec, churn: Churn, moved: tuple[float | None, float]) -> ModuleSpec:
    before, now = moved
    return msgspec.structs.replace(
        spec,
        churn_commits=churn.commits,
        churn_lines=churn.lines,
        churn_since=churn.since_ms,
        risk_trend=0.0 if before is None else trend(before, now),
    )
