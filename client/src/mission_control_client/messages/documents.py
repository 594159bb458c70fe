"""Feature files → ``source``, ``gherkinDocument`` and ``pickle`` envelopes, by the official parser and compiler."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mission_control_client.messages.envelopes import relative
from mission_control_client.messages.ids import Ids

Json = dict[str, Any]
MEDIA_TYPE = "text/x.cucumber.gherkin+plain"


@dataclass
class Document:
    """One feature file: its envelopes in order, and its pickles: by the line of their scenario or example row, and,
    of an outline several, by that of the scenario alone."""

    uri: str
    envelopes: list[Json] = field(default_factory=list)
    pickles: dict[int, Json] = field(default_factory=dict)
    rows: dict[int, list[Json]] = field(default_factory=dict)
    refused: bool = False

    def add(self, pickle: Json, line: int, scenario: int | None = None) -> None:
        """Remember a pickle by the line that names it, and by that of its outline."""
        self.envelopes.append({"pickle": pickle})
        self.pickles[line] = pickle
        self.rows.setdefault(line if scenario is None else scenario, []).append(pickle)


def read(path: str, ids: Ids) -> Document:
    """The document at the path; a ``parseError`` for each error where the official parser refuses it.

    Raises OSError where the file cannot be read.
    """
    document = Document(relative(path))
    text = Path(path).read_bytes().decode("utf-8-sig", errors="replace")
    document.envelopes.append({"source": {"uri": document.uri, "data": text, "mediaType": MEDIA_TYPE}})
    _parse(text, document, ids)
    return document


def _parse(text: str, document: Document, ids: Ids) -> None:
    # gherkin-official belongs to the extras, so it is asked for only where features are read.
    from gherkin.ast_builder import AstBuilder
    from gherkin.errors import ParserError
    from gherkin.parser import Parser
    from gherkin.pickles.compiler import Compiler

    counter: Any = ids
    try:
        tree: Any = Parser(AstBuilder(counter)).parse(text)
    except ParserError as error:
        document.refused = True
        document.envelopes.extend(_refusals(error, document.uri))
        return
    _trim(tree)
    tree["uri"] = document.uri
    document.envelopes.append({"gherkinDocument": tree})
    found: Any = Compiler(counter).compile(tree) if tree.get("feature") else []
    lines = _lines(tree)
    for pickle in found:
        nodes = pickle["astNodeIds"]
        document.add(pickle, lines[nodes[-1]], lines[nodes[0]])


def _trim(node: Any) -> None:
    """Take the blank lines off the end of descriptions: the official parsers of other languages do, this one keeps
    those that hold spaces."""
    if isinstance(node, dict):
        if "description" in node:
            lines = node["description"].split("\n")
            while lines and not lines[-1].strip():
                lines.pop()
            node["description"] = "\n".join(lines)
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        _trim(part)


def _refusals(error: Any, uri: str) -> Iterator[Json]:
    """One ``parseError`` per error found."""
    for single in getattr(error, "errors", None) or [error]:
        location = getattr(single, "location", {})
        yield refusal(uri, location.get("line"), str(single), location.get("column"))


def refusal(uri: str, line: int | None, message: str, column: int | None = None) -> Json:
    """The ``parseError`` of a file."""
    place: Json = {"uri": uri}
    if line:
        place["location"] = {"line": line, "column": column} if column else {"line": line}
    return {"parseError": {"source": place, "message": message}}


def _lines(node: Any) -> dict[str, int]:
    """The line of every node that has an id."""
    found: dict[str, int] = {}
    if isinstance(node, dict):
        if "id" in node and "location" in node:
            found[node["id"]] = node["location"]["line"]
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        found.update(_lines(part))
    return found
