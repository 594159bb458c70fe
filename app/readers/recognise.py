"""Which reader a file is for, by what it holds. Its name is only used to speak of it."""

import codecs
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.domain.events import Event
from app.errors import BadFile, UnknownFormat
from app.readers import cucumber_messages, event_lines, import_graph, junit_xml, openlineage, sarif
from app.readers.cucumber_envelope import Envelope
from app.readers.formats import named_json, named_text, named_xml
from app.readers.json_text import Outline, outline
from app.readers.origin import Origin
from app.readers.source import Source

Read = Callable[[Source, Origin], Iterator[Event]]
"""A pure function from the bytes of a file to events. Raises BadFile, and nothing else, for any bytes."""


class Reader(NamedTuple):
    """A format that is read; ``passes`` is how often ``read`` goes through the file."""

    name: str
    read: Read
    passes: int = 2


JUNIT: Final = Reader(junit_xml.FORMAT, junit_xml.read, 3)
CUCUMBER: Final = Reader(cucumber_messages.FORMAT, cucumber_messages.read)
OPENLINEAGE: Final = Reader(openlineage.FORMAT, openlineage.read)
SARIF: Final = Reader(sarif.FORMAT, sarif.read)
GRAPH: Final = Reader(import_graph.GRAPH, import_graph.read_graph)
CONTRACTS: Final = Reader(import_graph.CONTRACTS, import_graph.read_contracts)
EVENTS: Final = Reader(event_lines.FORMAT, event_lines.read, 1)

READERS: Final = (JUNIT, CUCUMBER, OPENLINEAGE, SARIF, GRAPH, CONTRACTS, EVENTS)

_ENVELOPES: Final = {field.encode_name for field in msgspec.structs.fields(Envelope)} | {
    *("source", "stepDefinition", "parameterType", "undefinedParameterType", "suggestion"),
    *("testStepStarted", "testRunHookStarted"),
}


def recognise(head: bytes, name: str = "") -> Reader:
    """The reader for a file that begins like this.

    Raises UnknownFormat, naming the format where it is known and not read yet, and BadFile for an
    empty file.
    """
    if not head.strip(b"\x00 \t\r\n" + codecs.BOM_UTF8):
        raise BadFile("the file is empty")
    text = _text(head)
    start = text.lstrip()[:1]
    if start == "<":
        return _xml(head)
    if known := named_text(text):
        raise UnknownFormat(_unread(known))
    if start in ("{", "["):
        return _json(outline(text), text)
    raise UnknownFormat("no format that is read looks like this")


def _unread(name: str) -> str:
    return f"not read yet: {name}" if name else ""


def _text(head: bytes) -> str:
    """The beginning as text. Raises UnknownFormat for what is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    if b"\x00" in head:
        raise UnknownFormat("binary data, not text")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _json(found: Outline, text: str) -> Reader:
    for reader, fits in _JSON_FITS:
        if fits(found):
            return reader
    known = _unread(named_json(found, text))
    keys = ", ".join(sorted(found.keys)[:6]) or "none"
    raise UnknownFormat(known or f"JSON of no format that is read (its keys: {keys[:200]})")


def _is_cucumber(found: Outline) -> bool:
    return found.shape == "object" and len(found.keys) == 1 and found.keys.keys() <= _ENVELOPES


def _is_event(found: Outline) -> bool:
    return {"event_type", "payload"} <= found.keys.keys()


def _is_lineage(found: Outline) -> bool:
    return "eventTime" in found.keys and bool(found.keys.keys() & {"run", "job", "dataset", "producer", "eventType"})


def _is_sarif(found: Outline) -> bool:
    spoken = "sarif" in found.keys.get("$schema", "").lower() and "properties" not in found.keys
    return found.keys.get("runs", "") in ("[{", "[]", "null") or (spoken and "version" in found.keys)


def _is_graph(found: Outline) -> bool:
    return found.keys.get("modules", "") in ('["', "[]") or found.keys.get("edges", "") == "[["


def _is_contracts(found: Outline) -> bool:
    return found.keys.get("contracts", "").startswith("[") and bool(found.keys.keys() & {"tool", "module_count"})


_JSON_FITS: Final[tuple[tuple[Reader, Callable[[Outline], bool]], ...]] = (
    (CUCUMBER, _is_cucumber),
    (EVENTS, _is_event),
    (OPENLINEAGE, _is_lineage),
    (SARIF, _is_sarif),
    (CONTRACTS, _is_contracts),
    (GRAPH, _is_graph),
)


class _Found(Exception):
    """The root element."""


class _Root:
    """Stops at the first element."""

    def start(self, tag: str, _attributes: object) -> None:
        raise _Found(tag.rpartition("}")[2])

    def close(self) -> None:
        """The head may end before the first element."""


def _xml(head: bytes) -> Reader:
    parser = DefusedXMLParser(target=_Root())
    try:
        parser.feed(head)
        parser.close()
    except _Found as found:
        if str(found) in ("testsuites", "testsuite"):
            return JUNIT
        raise UnknownFormat(_unread(named_xml(str(found)))) from None
    except DefusedXmlException as flaw:
        raise BadFile("declares entities or refers to other files, which is refused") from flaw
    except ParseError as flaw:
        line, column = flaw.position
        raise BadFile(f"broken XML: {str(flaw).partition(': line')[0]}", f"line {line} column {column + 1}") from flaw
    except (ValueError, LookupError) as flaw:
        raise BadFile(f"XML that cannot be decoded: {flaw}") from flaw
    raise UnknownFormat("XML without an element at its beginning")
