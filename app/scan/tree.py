"""The files of a target, whether they lie in a folder or in a commit. Only what scan reads is listed."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import Final, Protocol

from app.domain.architecture.adrs import is_record
from app.domain.moments import LATEST_VALID
from app.errors import BadRequest
from app.scan.git import Blobs, Git, blob_id

MANIFESTS: Final = ("architecture.yaml", "architecture.yml", "architecture.json")
CONTRACT_FILES: Final = ("setup.cfg", ".importlinter", "pyproject.toml")
SUPPRESSIONS: Final = tuple(f".mission-control/suppressions.{form}" for form in ("yaml", "yml", "json"))
_RULE_FILES: Final = frozenset((*MANIFESTS, *CONTRACT_FILES, "setup.py"))

NOT_SOURCE: Final = frozenset(
    {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "virtualenv"}
)


class Tree(Protocol):
    """Files by path below the target, each with an id that changes when its content does."""

    @property
    def files(self) -> Mapping[str, str]: ...

    def read(self, path: str) -> bytes:
        """The content of a listed file. Raises BadRequest when it cannot be read."""

    def key(self, path: str) -> str:
        """The id that git gives to this content, wherever it lies. Raises BadRequest when it cannot be read."""


class FolderTree:
    """Files as they lie on the disk."""

    def __init__(self, base: Path, paths: Iterable[str]) -> None:
        self.base = base
        self.newest_ms, self.oldest_ms = 0, LATEST_VALID
        self.files: dict[str, str] = dict(self._stamped(paths))
        self._last = ("", b"")

    def _stamped(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        base = f"{self.base}/"
        for path in sorted(filter(is_read, paths)):
            with suppress(FileNotFoundError, NotADirectoryError):
                known = os.lstat(base + path)
                if S_ISREG(known.st_mode):
                    changed = known.st_mtime_ns // 1_000_000
                    self.newest_ms, self.oldest_ms = max(self.newest_ms, changed), min(self.oldest_ms, changed)
                    yield path, f"{path}:{known.st_mtime_ns}:{known.st_size}"

    def read(self, path: str) -> bytes:
        """The content of a listed file. Raises BadRequest when it cannot be read."""
        if self._last[0] != path:
            try:
                with open(f"{self.base}/{path}", "rb") as file:  # noqa: PTH123 (a Path for each of many files costs more than the look)
                    self._last = path, file.read()
            except OSError as flaw:
                raise BadRequest(f"cannot read {self.base / path}: {flaw.strerror}") from flaw
        return self._last[1]

    def key(self, path: str) -> str:
        """The id that git gives to this content. Raises BadRequest when it cannot be read."""
        return blob_id(self.read(path))


class CommitTree:
    """Files as they are in a commit."""

    def __init__(self, git: Git, commit: str, blobs: Blobs) -> None:
        found = git.files(commit) if git.has(commit) else {}
        self.files: dict[str, str] = {path: blob for path, blob in sorted(found.items()) if is_read(path)}
        self._blobs = blobs

    def read(self, path: str) -> bytes:
        """The content of a listed file."""
        return self._blobs.read(self.files[path])

    def key(self, path: str) -> str:
        """The id that git gives to this content."""
        return self.files[path]


def is_read(path: str) -> bool:
    """Python files outside folders that never hold source, and the files that say what the rules are."""
    *folders, name = path.split("/")
    if not name.endswith(".py") and name not in _RULE_FILES and not _decides(path):
        return False
    if path in SUPPRESSIONS:
        return True
    return not any(folder in NOT_SOURCE or folder.startswith(".") for folder in folders)


def _decides(path: str) -> bool:
    """Whether the file says what is forgiven, or why."""
    return path in SUPPRESSIONS or (path.endswith((".md", ".markdown")) and is_record(path))


def walk(base: Path, below: str = "") -> Iterator[str]:
    """Every file under a folder, without hidden folders, environments and what a build left behind."""
    yield from (path for path in SUPPRESSIONS if not below and (base / path).is_file())
    todo = [below]
    while todo:
        folder = todo.pop()
        inside = f"{folder}/" if folder else ""
        for name, is_folder in _entries(base, folder):
            if not is_folder:
                yield inside + name
            elif not name.startswith(".") and name not in NOT_SOURCE:
                todo.append(inside + name)


def _entries(base: Path, folder: str) -> list[tuple[str, bool]]:
    """What lies in a folder; nothing of one that cannot be read, or that is an environment."""
    try:
        with os.scandir(f"{base}/{folder}") as found:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    except OSError:
        return []
    return [] if folder and ("pyvenv.cfg", False) in entries else entries
