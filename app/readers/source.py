"""A file as readers see it: a name, a size, and bytes that can be gone through more than once.

Readers go through a file twice or more (digest, overview, events) instead of holding it, so that large
files need little memory. Text is UTF-8; a byte order mark is accepted, and UTF-16 with one is turned
into UTF-8 on the way.
"""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from app.errors import BadFile

CHUNK: Final = 1 << 20
HEAD: Final = 1 << 18
LONGEST_LINE: Final = 64 << 20
LARGEST_DOCUMENT: Final = 512 << 20
"""Formats that are one JSON document have to be held in memory; beyond this size they are refused."""


@dataclass(frozen=True)
class Source:
    """Where the bytes come from. ``name`` is only shown, never believed; ``size`` is in bytes.

    ``path`` is the file's in its repository, for formats whose content does not say what it is about.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: str = ""

    @classmethod
    def of(cls, data: bytes, name: str = "") -> "Source":
        """A source that is already in memory."""
        return cls(name, len(data), lambda: BytesIO(data))


def chunks(source: Source) -> Iterator[bytes]:
    """The bytes as they are, a piece at a time. Raises BadFile when the file cannot be read."""
    try:
        with source.open() as file:
            while piece := file.read(CHUNK):
                yield piece
    except OSError as flaw:
        raise BadFile(f"cannot be read: {flaw.strerror or flaw}") from flaw


def head(source: Source) -> bytes:
    """The first bytes, enough to recognise a format. Raises BadFile when the file cannot be read."""
    try:
        with source.open() as file:
            return file.read(HEAD)
    except OSError as flaw:
        raise BadFile(f"cannot be read: {flaw.strerror or flaw}") from flaw


def digest(source: Source) -> str:
    """SHA-256 over the bytes, in hex."""
    state = hashlib.sha256()
    for piece in chunks(source):
        state.update(piece)
    return state.hexdigest()


def utf8_chunks(source: Source) -> Iterator[bytes]:
    """The text as UTF-8 without byte order mark. Raises BadFile where UTF-16 is broken."""
    pieces = chunks(source)
    first = next(pieces, b"")
    decoder = _utf16_decoder(first)
    if decoder is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from pieces
        return
    try:
        yield decoder.decode(first).encode()
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError as flaw:
        raise BadFile(f"broken UTF-16 text: {flaw}") from flaw


def _utf16_decoder(first: bytes) -> codecs.IncrementalDecoder | None:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return codecs.getincrementaldecoder("utf-16")()
    return None


def lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Number (from 1) and bytes of every line that is not blank. Raises BadFile for a line beyond all measure."""
    number, held = 0, bytearray()
    for piece in utf8_chunks(source):
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            number, line = number + 1, bytes(held) + piece[start:end]
            held.clear()
            start = end + 1
            if line := line.strip():
                yield number, line
        held += piece[start:]
        if len(held) > LONGEST_LINE:
            raise BadFile(f"a line longer than {LONGEST_LINE >> 20} MiB", f"line {number + 1}")
    if last := bytes(held).strip():
        yield number + 1, last


def document(source: Source) -> bytes:
    """The whole text as UTF-8. Raises BadFile when it is larger than can be held."""
    if source.size > LARGEST_DOCUMENT:
        limit = LARGEST_DOCUMENT >> 20
        raise BadFile(f"{source.size >> 20} MiB in one JSON document; at most {limit} MiB can be read")
    return b"".join(utf8_chunks(source))
