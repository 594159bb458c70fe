"""Attachments as files named after their content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from app.domain.attachments import FOLDER, place_of


class FileAttachments:
    """Those below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, sha256: str) -> bytes | None:
        place = place_of(sha256)
        if not place:
            return None
        try:
            data = (self._folder / place).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def older(self, before_ms: int) -> Iterator[str]:
        for file in sorted((self._folder / FOLDER).glob("??/*")):
            if place_of(file.name) and _is_older(file, before_ms):
                yield file.name

    def drop(self, sha256: str, before_ms: int) -> bool:
        place = place_of(sha256)
        file = self._folder / place
        if not place or not _is_older(file, before_ms):
            return False
        try:
            file.unlink()
        except OSError:
            return False
        return True


def _is_older(file: Path, before_ms: int) -> bool:
    """Whoever puts the same content down again makes its file young."""
    try:
        return file.stat().st_mtime * 1_000 < before_ms
    except OSError:
        return False
