"""What the first bytes of a file show: text or not, JSON or XML, and its outline."""

import codecs
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.errors import BadFile, UnknownFormat
from app.readers.json_text import outline
from app.readers.reader import Look
from app.readers.xml_text import cleaned

_SPACE: Final = codecs.BOM_UTF8 + b" \t\r\n"
_PACKED: Final = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"} | {
    b"\xfd7zXZ": "xz"
}


def look_at(head: bytes) -> Look:
    """What the first bytes show. Raises UnknownFormat for what is no text, BadFile for XML that begins broken."""
    text = _text(head)
    start = text.lstrip()[:1]
    if start == "<":
        return Look("xml", text, root=_root(head))
    if start in ("{", "["):
        return Look("json", text, outline(text))
    return Look("text", text)


def _text(head: bytes) -> str:
    """The beginning as text. Raises UnknownFormat for what is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    for begin, name in _PACKED.items():
        if head.startswith(begin):
            raise UnknownFormat(f"packed with {name}; unpack it and give what is inside")
    if b"\x00" in head and not head.lstrip(_SPACE).startswith(b"<"):
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
        for piece in cleaned([head]):
            parser.feed(piece)
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
