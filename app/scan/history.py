"""The last commits, one after the other, each told at its time."""

from collections.abc import Callable, Iterator

import msgspec

from app.domain.architecture.scores import Figures
from app.domain.events import DAY_MS, Event
from app.domain.moments import LATEST_VALID
from app.domain.payloads.common import CommitSeen
from app.errors import BadFile, BadRequest
from app.scan.analyst import Analyst, Scene
from app.scan.chapter import Moment
from app.scan.forgiven import course, figures_of
from app.scan.git import Blobs, Commit, Git
from app.scan.request import Progress, ScanRequest
from app.scan.rulebook import rulebook_in
from app.scan.story import Storyteller
from app.scan.tree import CommitTree


class Walked(msgspec.Struct):
    """What came of a walk: the last scene, and what was skipped and why."""

    scene: Scene | None = None
    moment: Moment | None = None
    first_ms: int = 0
    commits: int = 0
    skipped: list[str] = []
    notes: list[str] = []
    began: Figures | None = None

    def course(self) -> str:
        """How fast the structure decayed on the way; empty for a walk of one step."""
        if self.began is None or self.scene is None or self.moment is None:
            return ""
        now = figures_of(self.scene.findings, self.scene.code)
        return course(self.began, now, self.moment.at - self.first_ms)


def moments_of(commits: list[Commit]) -> Iterator[tuple[Commit, Moment]]:
    """Each commit at its time; a clock that stands or runs back is moved on by a millisecond (R-31)."""
    last = DAY_MS
    for commit in commits:
        at = max(commit.time_ms, last + 1)
        remarks = {"clock": "commit"}
        if at != commit.time_ms:
            remarks["commit_time_ms"] = str(commit.time_ms)
        if at < LATEST_VALID:
            last = at
            yield commit, Moment(at, commit.sha, commit.sha, remarks)


class Walk:
    """Walks commits from the oldest to HEAD."""

    def __init__(self, request: ScanRequest, git: Git, blobs: Blobs, analyst: Analyst) -> None:
        self._request = request
        self._git = git
        self._blobs = blobs
        self._analyst = analyst
        self._tags = git.tags()

    def run(self, teller: Storyteller, emit: Callable[[list[Event]], None], progress: Progress) -> Walked:
        """Tell every commit that can be looked at; the others are named with the reason."""
        walked = Walked()
        moments = list(moments_of(self._git.commits(self._request.history)))
        walked.notes += self._left_behind(len(moments))
        self._take_rules_of_head()
        for done, (commit, moment) in enumerate(moments):
            progress("commits", done, len(moments))
            try:
                scene = self._analyst.look(CommitTree(self._git, commit.sha, self._blobs), commit)
            except (BadRequest, BadFile) as flaw:
                walked.skipped.append(f"{commit.sha[:10]} ({commit.title}): {flaw}")
                continue
            emit(self._told(teller, commit, scene, moment, walked))
        progress("commits", len(moments), len(moments))
        return walked

    def _left_behind(self, found: int) -> Iterator[str]:
        """A shallow clone looks like a young project; that it is none has to be said."""
        asked = self._request.history
        if found < asked and self._git.shallow():
            here = f"{found} {'commit is' if found == 1 else 'commits are'} here, {asked} were asked for"
            yield f"this is a shallow clone: {here}; git fetch --unshallow brings the rest"

    def _take_rules_of_head(self) -> None:
        """Commits without rules of their own are held against those of today. Raises BadFile."""
        self._analyst.fallback = rulebook_in(CommitTree(self._git, "HEAD", self._blobs))

    def _told(self, teller: Storyteller, commit: Commit, scene: Scene, moment: Moment, walked: Walked) -> list[Event]:
        tag = self._tags.get(commit.sha, "")
        author = commit.author if self._request.name_authors else ""
        events = [] if walked.scene else [teller.declare(moment, version="")]
        walked.first_ms = walked.first_ms or moment.at
        walked.began = walked.began or figures_of(scene.findings, scene.code)
        walked.scene, walked.moment, walked.commits = scene, moment, walked.commits + 1
        walked.notes += [note for note in scene.notes if note not in walked.notes]
        if "commit_time_ms" in moment.remarks:
            walked.notes.append(f"{commit.sha[:10]} is not later than the commit before; told a moment after it")
        seen = CommitSeen(commit=commit.sha, title=commit.title, tag=tag, author=author)
        return [*events, teller.commit(moment, seen), *teller.tell(scene, moment)]
