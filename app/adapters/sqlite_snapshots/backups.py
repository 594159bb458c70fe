"""Backups that are snapshots: one file each, in the folder ``backups``, named after its time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.errors import BadFile, BadRequest, SchemaTooNew, StoreUnavailable
from app.ports import BackupInfo, Copies, GraphStore, Manifest, Snapshots

FOLDER: Final = "backups"
SUFFIX: Final = ".mcsnap"
_FORM: Final = "%Y%m%dT%H%M%S%fZ"


class SnapshotBackups:
    """``app.ports.Backups``; ``described`` says of copies that were made at a moment (ms) what is in them."""

    def __init__(self, folder: Path, snapshots: Snapshots, described: Callable[[Copies, int], Manifest]) -> None:
        self._folder, self._snapshots, self._described = folder / FOLDER, snapshots, described

    def make(self, now: int) -> BackupInfo:
        name = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S") + f"{now % 1000:03d}Z"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._snapshots.copied() as copies:
                self._snapshots.write(self._file(name), copies, self._described(copies, now))
        except (BadRequest, OSError) as flaw:
            raise StoreUnavailable(f"the copy {self._file(name)} cannot be made: {flaw}") from flaw
        return _info(self._file(name))

    def listed(self) -> list[BackupInfo]:
        found = self._folder.glob(f"[0-9]*{SUFFIX}")
        return sorted(map(_info, found), key=lambda info: info.made_at)

    @contextmanager
    def restored(self, name: str) -> Iterator[GraphStore]:
        try:
            with self._snapshots.unpacked(self._file(name)) as copies:
                yield copies.graph
        except BadFile as flaw:
            raise StoreUnavailable(f"the copy {self._file(name)} cannot be restored: {flaw}") from flaw

    def damaged(self, name: str) -> str:
        try:
            with self._snapshots.unpacked(self._file(name)):
                return ""
        except (BadFile, BadRequest, SchemaTooNew) as flaw:
            return str(flaw)

    def drop(self, name: str) -> None:
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"


def _info(file: Path) -> BackupInfo:
    moment = datetime.strptime(file.stem, _FORM).replace(tzinfo=UTC)
    return BackupInfo(file.stem, round(moment.timestamp() * 1000), file.stat().st_size)
