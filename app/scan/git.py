"""What scan asks of git: always reading, never touching the work tree, never running what a repository configures."""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

import msgspec

from app.errors import BadRequest

_SAFE: Final = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


class Commit(msgspec.Struct, frozen=True):
    """A commit: when it was made (ms) and what its subject line says."""

    sha: str
    time_ms: int
    author: str = ""
    title: str = ""


class NotARepository(Exception):
    """The folder cannot be read through git; the text is git's own reason, empty when there is none."""


class Git:
    """One repository, seen from the folder ``prefix`` below its top."""

    def __init__(self, top: Path, prefix: str) -> None:
        self.top = top
        self.prefix = prefix

    @classmethod
    def at(cls, folder: Path) -> "Git":
        """The repository that tracks files of this folder. Raises NotARepository."""
        told = _run(folder, "rev-parse", "--show-toplevel", "--show-prefix").decode().splitlines()
        git = cls(Path(told[0]), told[1].rstrip("/") if len(told) > 1 else "")
        _run(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if not _run(folder, "ls-tree", "HEAD", "--name-only"):
            raise NotARepository("")
        return git

    def run(self, *arguments: str, feed: str = "") -> bytes:
        """What git prints. Raises BadRequest with git's reason where it refuses."""
        try:
            return _run(self.top, *arguments, feed=feed)
        except NotARepository as flaw:
            raise BadRequest(f"git {arguments[0]} failed in {self.top}: {flaw}") from flaw

    def commits(self, count: int) -> list[Commit]:
        """The last commits along the first parents of HEAD, oldest first."""
        told = self.run("log", "--first-parent", f"-n{count}", "-z", "--format=%H%x1f%ct%x1f%an%x1f%s")
        lines = [line.split("\x1f") for line in told.decode("utf-8", "replace").split("\0") if line]
        return [Commit(sha, int(at) * 1000, author, title) for sha, at, author, title in reversed(lines)]

    def shallow(self) -> bool:
        """Whether the older commits were left behind when it was cloned."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def tags(self) -> dict[str, str]:
        """Per commit the name of a tag on it (the first in order of name)."""
        told = self.run("for-each-ref", "refs/tags", "--format=%(objectname) %(*objectname) %(refname:short)")
        found: dict[str, str] = {}
        for line in told.decode("utf-8", "replace").splitlines():
            sha, peeled, name = line.split(" ", 2)
            found.setdefault(peeled or sha, name)
        return found

    def files(self, commit: str) -> dict[str, str]:
        """Per path below the prefix the id of its content in that commit; links and submodules are left out."""
        wanted = (f"{commit}:{self.prefix}",) if self.prefix else (commit,)
        told = self.run("ls-tree", "-r", "-z", *wanted).decode("utf-8", "surrogateescape")
        rows = (row.split("\t", 1) for row in told.split("\0") if row)
        return {path: head.split(" ")[2] for head, path in rows if head.startswith("100")}

    def has(self, commit: str) -> bool:
        """Whether the prefix is a folder in that commit."""
        try:
            return _run(self.top, "cat-file", "-t", f"{commit}:{self.prefix}").strip() == b"tree"
        except NotARepository:
            return False

    def work_files(self) -> list[str]:
        """Paths below the prefix that are tracked or could be, as they lie in the work tree."""
        told = _run(self.top / self.prefix, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return sorted({path for path in told.decode("utf-8", "surrogateescape").split("\0") if path})

    def line_of(self, commit: str, since_s: int, most: int) -> list[str]:
        """Commits along the first parents from this one back to that second, without the one that has no parent."""
        asked = ("--first-parent", "--min-parents=1", f"--since={since_s}", f"-n{most}", commit, "--")
        return self.run("rev-list", *asked).decode().split()

    def last_before(self, commit: str, at_s: int) -> str:
        """The last commit along the first parents that is no later than that second; "" where there is none."""
        return self.run("rev-list", "--first-parent", f"--before={at_s}", "-n1", commit, "--").decode().strip()

    def touched(self, commits: Sequence[str]) -> list[str]:
        """Each commit, and what it changed against its first parent: "added<TAB>removed<TAB>path" per file."""
        if not commits:
            return []
        asked = ("-m", "--first-parent", "--no-renames", "--no-ext-diff", "--no-textconv", "--numstat", "-z")
        told = self.run("log", "--no-walk=unsorted", "--stdin", *asked, "--format=%H", feed="\n".join(commits))
        return told.decode("utf-8", "replace").split("\0")


def blob_id(content: bytes, like: str = "") -> str:
    """The id that git gives this content, in the hash that the other id is written in (else the shorter one)."""
    make = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return make(b"blob %d\0" % len(content) + content).hexdigest()


def _run(folder: Path, *arguments: str, feed: str = "") -> bytes:
    command = ["git", *_SAFE, *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env=_environment(), input=feed.encode(), capture_output=True, check=False
        )
    except FileNotFoundError as flaw:
        raise NotARepository("git is not installed") from flaw
    if done.returncode:
        raise NotARepository(_reason(done.stderr))
    return done.stdout


def _reason(stderr: bytes) -> str:
    """Git's own words, in one line; nothing where it only says that there is no repository."""
    text = stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").partition("\n")[0]
    return "" if text.startswith("not a git repository") else text


def _environment() -> dict[str, str]:
    """Ours, without the variables by which a hook points git elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


class Blobs:
    """Contents by id, from one long-lived ``git cat-file``."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._ask = cast(IO[bytes], process.stdin)
        self._answer = cast(IO[bytes], process.stdout)

    def read(self, blob: str) -> bytes:
        """The content with this id."""
        self._ask.write(f"{blob}\n".encode())
        self._ask.flush()
        head = self._answer.readline().split()
        if len(head) != 3:
            raise BadRequest(f"git has no content {blob}; is this a partial clone?")
        content = self._answer.read(int(head[2]))
        self._answer.read(1)
        return content


@contextmanager
def open_blobs(git: Git) -> Iterator[Blobs]:
    """Blobs of the repository, for as long as the block lasts."""
    command: Sequence[str] = ("git", *_SAFE, "cat-file", "--batch")
    process = subprocess.Popen(
        command, cwd=git.top, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        try:
            yield Blobs(process)
        finally:
            process.kill()
