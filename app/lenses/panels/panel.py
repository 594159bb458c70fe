"""What every kind of panel fills in, and what it may ask for."""

from collections.abc import Iterable, Sequence

import msgspec

from app.domain.graph import Node, Version
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.faces import Faces
from app.lenses.links import label_of
from app.lenses.tones import Face
from app.lenses.views import Attempt, Fact, Quarantine, Row, Table


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a detail view that differs from kind to kind."""

    title: str
    sentence: str = ""
    facts: tuple[Fact, ...] = ()
    attempts: Table | None = None
    steps: tuple[Row, ...] = ()
    error: str = ""
    versus: tuple[Fact, ...] = ()
    until: int | None = None
    tries: tuple[Attempt, ...] = ()
    quarantine: Quarantine | None = None


class Ask(msgspec.Struct, frozen=True):
    """One node at one moment, with what is around it and what was said of it."""

    node: Node
    state: IterationState
    faces: Faces
    moment: int
    versions: Sequence[Version]


def fact(name: str, value: object, *, mono: bool = False) -> Fact | None:
    """A line of the panel; nothing for an empty value."""
    text = "" if value is None else str(value)
    return Fact(name=name, value=text, mono=mono) if text else None


def place(name: str, file: str, line: int = 0) -> Fact | None:
    """A place in the source; nothing without a file."""
    value = f"{file}:{line}" if line else file
    return Fact(name=name, value=value, mono=True, file=file, line=line) if file else None


def facts(*lines: Fact | None) -> tuple[Fact, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line is not None)


def names(nodes: Iterable[Node], most: int = 3) -> str:
    """What the nodes are called."""
    return words.listed((str(n.get("name", n.id.key)) for n in nodes), most)


def ends(ask: Ask, kind: str, *, out: bool) -> list[Node]:
    """The nodes at the other end of the node's relationships of a type."""
    mine, found = ask.node.id, []
    for edge in ask.state.joined(kind):
        here, there = (edge.id.source, edge.id.target) if out else (edge.id.target, edge.id.source)
        other = ask.state.get(there.uid) if here == mine else None
        if other is not None:
            found.append(other)
    return found


def rows(ask: Ask, title: str, nodes: Iterable[Node]) -> Table | None:
    """Nodes with their states as a small table; nothing for none."""
    return table_of(title, [(node, ask.faces.of(node)) for node in nodes])


def table_of(title: str, listed: Iterable[tuple[Node, Face]]) -> Table | None:
    """The same where the states are known already."""
    made = []
    for node, face in listed:
        cells = (label_of(node), face.word)
        made.append(Row(id=node.id.uid, tone=face.tone, glyph=face.glyph, cells=cells))
    return Table(title=title, columns=("Name", "State"), rows=tuple(made)) if made else None
