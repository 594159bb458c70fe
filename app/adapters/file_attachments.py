"""Attachments as files named after their content."""

import hashlib
from pathlib import Path

from app.domain.attachments import place_of


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
