"""Attachments that are no short text, kept as files named after their content."""

import hashlib
import secrets
from pathlib import Path
from typing import Final

from app.domain.attachments import place_of
from app.domain.payloads.bdv import Attachment
from app.readers import cucumber_envelope as message
from app.readers.cucumber_attachments import kept

LARGEST: Final = 10_000_000
"""Bytes of one attachment; a larger one is dropped, and says so."""

LARGEST_RUN: Final = 200_000_000
"""Bytes of all attachments of one call together."""


class Store:
    """Files under ``folder/attachments``: ``ab/abcdef….png``; the same content is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = 0

    def keep(self, found: message.Attachment) -> Attachment:
        """The attachment with its text, its file, or a note why it has neither."""
        return kept(found, self.place)

    def place(self, data: bytes, sha256: str) -> tuple[str, str]:
        """Where these bytes lie from now on below the folder, or why they do not."""
        if why := self._too_much(len(data)):
            return "", f"dropped: {why}"
        try:
            file = self._write(data, sha256)
        except OSError as flaw:
            return "", f"dropped: it cannot be written: {flaw.strerror or flaw}"
        self._kept += len(data)
        return file, ""

    def _too_much(self, size: int) -> str:
        if size > LARGEST:
            return f"{size} bytes, at most {LARGEST} are kept of one attachment"
        if self._kept + size > LARGEST_RUN:
            return f"all attachments together have more than {LARGEST_RUN} bytes"
        return ""

    def _write(self, data: bytes, sha256: str) -> str:
        """The path below the folder. Written beside and moved, so that nobody ever sees half of it."""
        file = self._folder / place_of(sha256)
        if not (file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256):
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f".{sha256}.{secrets.token_hex(4)}")
            beside.write_bytes(data)
            beside.replace(file)
        else:
            file.touch()  # so that nobody lets go of it before its event has arrived
        return file.relative_to(self._folder).as_posix()
