"""What a path on the command line means: a repository, a folder, one package, one module."""

from pathlib import Path
from typing import Final

import msgspec

from app.errors import BadRequest
from app.scan.git import Git, NotARepository, blob_id
from app.scan.tree import FolderTree, is_read, walk

_PROJECT_MARKS: Final = (".git", "pyproject.toml", "setup.py", "setup.cfg")


class Target(msgspec.Struct, frozen=True):
    """``base`` is the folder that paths are relative to; ``only`` the one package or module meant, if any.

    ``git`` is missing where the files are not under version control; ``note`` then says why, if git said so.
    """

    base: Path
    only: str = ""
    git: Git | None = None
    note: str = ""

    def dirty(self) -> bool:
        """Whether files that matter differ from the last commit, or are in no commit at all.

        Compared here and not by ``git status``, which would run the filters that a repository configures.
        """
        if self.git is None:
            return True
        committed = {path: blob for path, blob in self.git.files("HEAD").items() if is_read(path)}
        tree = self.work_tree()
        return tree.files.keys() != committed.keys() or any(
            not _is(blob, tree.read(path)) for path, blob in committed.items()
        )

    def work_tree(self) -> FolderTree:
        """The files as they lie there now."""
        if self.git:
            return FolderTree(self.base, self.git.work_files())
        below = "" if self.only.endswith(".py") else self.only
        paths = [self.only] if self.only.endswith(".py") else walk(self.base, below)
        return FolderTree(self.base, paths)


def target_at(path: Path) -> Target:
    """The target that this path names. Raises BadRequest in one line where there is none."""
    if not path.exists():
        raise BadRequest(f"{path} does not exist; name a folder with Python code")
    here = path.resolve()
    base, only = _package(here) if here.is_dir() else _module(here)
    try:
        return Target(base, only, git=Git.at(base))
    except NotARepository as flaw:
        return Target(base, only, note=f"read without git: {flaw}" if str(flaw) else "")


def _module(file: Path) -> tuple[Path, str]:
    if file.suffix != ".py":
        raise BadRequest(f"{file} is not Python; name a folder with Python code, or a .py file")
    return file.parent, file.name


def _package(folder: Path) -> tuple[Path, str]:
    """A folder that is itself a package is scanned as that package, by its full name."""
    if not _is_package(folder):
        return folder, ""
    base = folder.parent
    while _is_package(base):
        base = base.parent
    return base, folder.relative_to(base).as_posix()


def _is_package(folder: Path) -> bool:
    is_project = any((folder / mark).exists() for mark in _PROJECT_MARKS)
    return (folder / "__init__.py").exists() and not is_project and folder.name.isidentifier()


def _is(blob: str, content: bytes) -> bool:
    """Whether the content is what was committed, be it with other line ends."""
    return blob == blob_id(content, blob) or blob == blob_id(content.replace(b"\r\n", b"\n"), blob)
