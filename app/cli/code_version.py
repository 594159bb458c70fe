"""Which state of the code a run is about: the commit where nothing was changed since, else the content beside it."""

import hashlib
from pathlib import Path
from typing import Final

from app.errors import BadRequest
from app.scan.git import Git, NotARepository

_KINDS: Final = frozenset({".py", ".feature", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".json"})
_LARGEST: Final = 2_000_000


def code_version(folder: Path, commit: str) -> str:
    """The commit; ``commit+digest`` where the work tree differs from it; a digest of the files without git."""
    try:
        git = Git.at(folder)
        changed = git.run("diff", "HEAD", "--no-ext-diff", "--no-textconv", "--binary")
        fresh = git.run("ls-files", "-z", "--others", "--exclude-standard").decode("utf-8", "surrogateescape")
    except (NotARepository, BadRequest, OSError):
        return f"files-{_digest(_files(folder), folder)}"
    untracked = [git.top / name for name in sorted(fresh.split("\0")) if name]
    sources = [file for file in untracked if file.suffix in _KINDS]
    if not changed and not sources:
        return commit
    return f"{commit or 'HEAD'}+{_digest(sources, git.top, changed)}"


def prefix_of(folder: Path) -> str:
    """The way from the repository's top to the folder; empty at the top, and outside of repositories."""
    try:
        return Git.at(folder).prefix
    except (NotARepository, OSError):
        return ""


def _files(folder: Path) -> list[Path]:
    inside = (file for file in folder.rglob("*") if file.suffix in _KINDS and file.is_file())
    return sorted(f for f in inside if not any(part[0] == "." for part in f.relative_to(folder).parts))


def _digest(files: list[Path], folder: Path, first: bytes = b"") -> str:
    state = hashlib.sha256(first)
    for file in files:
        if file.is_file() and file.stat().st_size <= _LARGEST:
            state.update(f"\0{file.relative_to(folder)}\0".encode("utf-8", "surrogateescape") + file.read_bytes())
    return state.hexdigest()[:12]
