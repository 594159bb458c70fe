"""The files of a target, whether they lie in a folder or in a commit. Only what scan reads is listed."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from app.errors import BadRequest
from app.scan.git import Blobs, Git

MANIFESTS: Final = ("architecture.yaml", "architecture.yml", "architecture.json")
CONTRACT_FILES: Final = ("setup.cfg", ".importlinter", "pyproject.toml")

NOT_SOURCE: Final = frozenset(
    {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "virtualenv"}
)


class Tree(Protocol):
    """Files by path below the target, each with an id that changes when its content does."""

    @property
    def files(self) -> Mapping[str, str]: ...

    def read(self, path: str) -> bytes:
        """The content of a listed file. Raises BadRequest when it cannot be read."""


class FolderTree:
    """Files as they lie on the disk."""

    def __init__(self, base: Path, paths: Iterable[str]) -> None:
        self.base = base
        self.newest_ms = 0
        self.files: dict[str, str] = dict(self._stamped(paths))

    def _stamped(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        for path in sorted(paths):
            full = self.base / path
            if is_read(path) and full.is_file() and not full.is_symlink():
                stat = full.stat()
                self.newest_ms = max(self.newest_ms, stat.st_mtime_ns // 1_000_000)
                yield path, f"{path}:{stat.st_mtime_ns}:{stat.st_size}"

    def read(self, path: str) -> bytes:
        """The content of a listed file. Raises BadRequest when it cannot be read."""
        try:
            return (self.base / path).read_bytes()
        except OSError as flaw:
            raise BadRequest(f"cannot read {self.base / path}: {flaw.strerror}") from flaw


class CommitTree:
    """Files as they are in a commit."""

    def __init__(self, git: Git, commit: str, blobs: Blobs) -> None:
        found = git.files(commit) if git.has(commit) else {}
        self.files: dict[str, str] = {path: blob for path, blob in sorted(found.items()) if is_read(path)}
        self._blobs = blobs

    def read(self, path: str) -> bytes:
        """The content of a listed file."""
        return self._blobs.read(self.files[path])


def is_read(path: str) -> bool:
    """Python files outside folders that never hold source, and the files that say what the rules are."""
    parts = PurePosixPath(path).parts
    if NOT_SOURCE.intersection(parts[:-1]) or any(part.startswith(".") for part in parts[:-1]):
        return False
    name = parts[-1]
    return name.endswith(".py") or name in MANIFESTS or name in (*CONTRACT_FILES, "setup.py")


def walk(base: Path, below: str = "") -> Iterator[str]:
    """Every file under a folder, without hidden folders, environments and what a build left behind."""
    for folder, names, files in os.walk(base / below):
        here = Path(folder)
        names[:] = [
            n for n in names if n not in NOT_SOURCE and not n.startswith(".") and not _is_environment(here / n)
        ]
        for name in files:
            yield (here / name).relative_to(base).as_posix()


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").exists()
