"""Copies of all SQLite files of a data folder, made while they are in use.

A copy is a folder ``backups/<time>`` that gets its name last, so that an unfinished one is never taken for
a copy. The log is copied after the stores: whatever a store holds, its log holds too, and what the log holds
beyond is read again. Each file comes with its SHA-256.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apsw
import msgspec

from app.errors import StoreUnavailable
from app.ports import BackupInfo, GraphStore

FOLDER: Final = "backups"
DIGESTS: Final = "digests.json"


class SqliteBackups:
    """``app.ports.Backups`` beside the files; ``files`` by name, in the order in which they are copied."""

    def __init__(
        self, folder: Path, files: Callable[[], Mapping[str, Path]], open_graph: Callable[[Path], GraphStore]
    ) -> None:
        self._folder = folder
        self._files = files
        self._open_graph = open_graph

    def make(self, now: int) -> BackupInfo:
        name = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S") + f"{now % 1000:03d}Z"
        place, unfinished = self._folder / FOLDER / name, self._folder / FOLDER / f".{name}"
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            digests = {
                name: _copied(file, unfinished / name) for name, file in self._files().items() if file.exists()
            }
            (unfinished / DIGESTS).write_bytes(msgspec.json.encode(digests))
            unfinished.rename(place)
        except (apsw.Error, OSError) as flaw:
            raise StoreUnavailable(f"the copy {place} cannot be made: {flaw}") from flaw
        return _info(place)

    def listed(self) -> list[BackupInfo]:
        found = (self._folder / FOLDER).glob("[0-9]*/" + DIGESTS)
        return sorted((_info(file.parent) for file in found), key=lambda info: info.made_at)

    @contextmanager
    def restored(self, name: str) -> Iterator[GraphStore]:
        place = self._folder / FOLDER / name
        with tempfile.TemporaryDirectory(prefix="restored-", dir=self._folder) as scratch:
            target = Path(scratch)
            try:
                _restore(place, target)
            except (OSError, msgspec.DecodeError) as flaw:
                raise StoreUnavailable(f"the copy {place} cannot be restored: {flaw}") from flaw
            graph = self._open_graph(target)
            try:
                yield graph
            finally:
                graph.close()

    def damaged(self, name: str) -> str:
        place = self._folder / FOLDER / name
        try:
            changed = [file for file, digest in _digests(place).items() if _digest(place / file) != digest]
        except (OSError, msgspec.DecodeError) as flaw:
            return str(flaw)
        return f"{changed[0]} is not what was copied" if changed else ""

    def drop(self, name: str) -> None:
        shutil.rmtree(self._folder / FOLDER / name, ignore_errors=True)


def _restore(place: Path, target: Path) -> None:
    for file, digest in _digests(place).items():
        shutil.copyfile(place / file, target / file)
        if _digest(target / file) != digest:
            raise OSError(f"{file} is not what was copied")


def _digests(place: Path) -> dict[str, str]:
    return msgspec.json.decode((place / DIGESTS).read_bytes(), type=dict[str, str])


def _copied(source: Path, target: Path) -> str:
    """Copy one file as it is at one moment, check it, and say its digest."""
    origin = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
    copy = apsw.Connection(str(target))
    try:
        origin.set_busy_timeout(10_000)
        with copy.backup("main", origin, "main") as backup:
            while not backup.done:
                backup.step(2_000)
        list(copy.execute("PRAGMA journal_mode = DELETE"))
        if (found := copy.execute("PRAGMA integrity_check").get) != "ok":
            raise OSError(f"{source.name} is damaged: {found}")
    finally:
        copy.close()
        origin.close()
    return _digest(target)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _info(place: Path) -> BackupInfo:
    moment = datetime.strptime(place.name, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    size = sum(file.stat().st_size for file in place.iterdir())
    return BackupInfo(place.name, round(moment.timestamp() * 1000), size)
