"""Which reader a file is for, by what it holds; its name says it only of text that shows nothing."""

import codecs
from typing import Final

from app.errors import BadFile, UnknownFormat
from app.readers.formats import named_json, named_text, named_xml
from app.readers.looking import look_at
from app.readers.reader import Look, Reader
from app.readers.registry import READERS

_BLANK: Final = b"\x00 \t\r\n" + codecs.BOM_UTF8


def recognise(head: bytes, name: str = "") -> Reader:
    """The reader for a file that begins like this.

    Raises UnknownFormat, naming the format where it is known and not read yet, and BadFile for an
    empty file.
    """
    if not head.strip(_BLANK):
        raise BadFile("the file is empty")
    look = look_at(head)._replace(name=name)
    for reader in READERS:
        if reader.fits(look):
            return reader
    raise UnknownFormat(_reason(look))


def _reason(look: Look) -> str:
    """Why no reader takes it: the name of the format where it is known, else what was seen."""
    if look.kind == "xml":
        return _unread(named_xml(look.root))
    if known := named_text(look.text):
        return _unread(known)
    if look.kind == "text":
        return "no format that is read looks like this"
    keys = ", ".join(sorted(look.json.keys)[:6]) or "none"
    return _unread(named_json(look.json, look.text)) or f"JSON of no format that is read (its keys: {keys[:200]})"


def _unread(name: str) -> str:
    return f"not read yet: {name}" if name else ""
