"""The contracts that were locked: ``contracts/<name>/<version>/`` with the specification and ``contract.json``.

A locked version never changes; only the task of the run that locked it, tried again before it completed, may
write it anew. Whoever locks has the folder to itself, among threads and processes: workflows may share it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.domain.identity import plain_version
from app.domain.moments import iso
from app.domain.verdict.versions import parts
from app.engines.dag.places import safe, write_whole
from app.errors import BadFile


class Locked(msgspec.Struct, frozen=True, kw_only=True):
    """A locked contract, as ``contract.json`` keeps it."""

    name: str
    version: str
    type: str
    spec: str
    spec_hash: str
    locked_at: str
    locked_by: str
    run_id: str
    dependents: list[str] = []
    supersedes: str = ""
    changes: list[str] = []


class Registry:
    """The folder of contracts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else locks meanwhile: waits for whoever does. Freed by the system when its holder dies."""
        self._folder.mkdir(parents=True, exist_ok=True)
        held = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

    def get(self, name: str, version: str) -> Locked | None:
        """The locked version, if there is one. Raises BadFile when its file is broken."""
        file = self._place(name, version) / "contract.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=Locked)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as flaw:
            raise BadFile(f"is no record of a locked contract: {flaw}", str(file)) from flaw

    def before(self, name: str, version: str) -> Locked | None:
        """The newest locked version older than this one."""
        limit = parts(version)
        folder = self._folder / safe(name)
        known = [one.name for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
        older = [(found, one) for one in known if (found := parts(one)) and limit and found < limit]
        for _, one in sorted(older, reverse=True):
            if locked := self.get(name, one):
                return locked
        return None

    def specification(self, locked: Locked) -> str:
        """The text of a locked specification. Raises BadFile when it is gone or no text."""
        file = self._place(locked.name, locked.version) / locked.spec
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as flaw:
            raise BadFile(f"the locked specification cannot be read: {flaw}", str(file)) from flaw

    def lock(self, locked: Locked, content: bytes, at: int) -> str:
        """Publish and lock; the record last, so that a lock is never half there. Returns the folder's path."""
        place = self._place(locked.name, locked.version)
        if locked.spec:
            write_whole(place / locked.spec, content)
        again = (place / "contract.json").exists()
        write_whole(place / "contract.json", msgspec.json.format(msgspec.json.encode(locked), indent=2) + b"\n")
        if not again:
            self._log_change(locked, at)
        return str(place)

    def _log_change(self, locked: Locked, at: int) -> None:
        """One more chapter in the changelog of the contract."""
        file = self._folder / safe(locked.name) / "CHANGELOG.md"
        told = file.read_text(encoding="utf-8") if file.exists() else f"# {locked.name}\n"
        before = f", after {locked.supersedes}" if locked.supersedes else ""
        lines = [f"- {change}" for change in locked.changes] or ["- first version" if not before else "- no changes"]
        chapter = "\n".join((f"\n## {locked.version} ({iso(at)[:10]}{before})", "", *lines, ""))
        write_whole(file, (told + chapter).encode())

    def _place(self, name: str, version: str) -> Path:
        return self._folder / safe(name) / safe(plain_version(version))
