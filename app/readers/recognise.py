"""Which reader a file is for, by what it holds; its name says it only of text that shows nothing."""

import codecs
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.errors import BadFile, UnknownFormat
from app.readers.formats import named_json, named_text, named_xml
from app.readers.json_text import outline
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


def look_at(head: bytes) -> Look:
    """What the first bytes show. Raises UnknownFormat for what is no text, BadFile for XML that begins broken."""
    text = _text(head)
    start = text.lstrip()[:1]
    if start == "<":
        return Look("xml", text, root=_root(head))
    if start in ("{", "["):
        return Look("json", text, outline(text))
    return Look("text", text)


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


def _text(head: bytes) -> str:
    """The beginning as text. Raises UnknownFormat for what is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    if b"\x00" in head:
        raise UnknownFormat("binary data, not text")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


class _Found(Exception):
    """The root element."""


class _Root:
    """Stops at the first element."""

    def start(self, tag: str, _attributes: object) -> None:
        raise _Found(tag.rpartition("}")[2])

    def close(self) -> None:
        """The head may end before the first element."""


def _root(head: bytes) -> str:
    parser = DefusedXMLParser(target=_Root())
    try:
        parser.feed(head)
        parser.close()
    except _Found as found:
        return str(found)
    except DefusedXmlException as flaw:
        raise BadFile("declares entities or refers to other files, which is refused") from flaw
    except ParseError as flaw:
        line, column = flaw.position
        raise BadFile(f"broken XML: {str(flaw).partition(': line')[0]}", f"line {line} column {column + 1}") from flaw
    except (ValueError, LookupError) as flaw:
        raise BadFile(f"XML that cannot be decoded: {flaw}") from flaw
    raise UnknownFormat("XML without an element at its beginning")
