"""A whole XML document from a file of others. Entities and references to the outside are refused."""

from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.errors import BadFile
from app.readers.source import Source, chunks
from app.readers.xml_text import cleaned

DEEPEST: Final = 200


def tree(source: Source, root: str) -> Element:
    """The root element, which has to be called ``root``. Names lose their namespace. Raises BadFile with line."""
    try:
        return _parsed(source, root)
    except ParseError as flaw:
        line, column = flaw.position
        raise BadFile(f"broken XML: {str(flaw).partition(': line')[0]}", f"line {line} column {column + 1}") from flaw
    except DefusedXmlException as flaw:
        raise BadFile("declares entities or refers to other files, which is refused") from flaw
    except (ValueError, LookupError) as flaw:
        raise BadFile(f"XML that cannot be decoded: {flaw}") from flaw


def _parsed(source: Source, root: str) -> Element:
    parser = DefusedXMLParser(target=_Target(root))
    for piece in cleaned(chunks(source)):
        parser.feed(piece)
    found: Element = parser.close()
    return found


class _Target:
    """Builds the tree, as deep as any report is."""

    def __init__(self, root: str) -> None:
        self._builder, self._root, self._depth = TreeBuilder(), root, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition("}")[2]
        if self._depth == 0 and tag != self._root:
            raise BadFile(f"the root element is {tag[:40]}, not {self._root}")
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFile(f"elements nested more than {DEEPEST} deep")
        self._builder.start(tag, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name.rpartition("}")[2])

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element:
        return self._builder.close()


def said(element: Element | None, path: str) -> str:
    """The text at a path below an element; empty where there is none."""
    return (element.findtext(path) or "").strip() if element is not None else ""


def joined(*parts: str) -> str:
    """A message with its stack trace."""
    return "\n".join(part for part in parts if part)
