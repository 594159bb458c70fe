"""Gherkin in Cucumber Messages, typed: the syntax tree of a feature file, and the pickles made of it."""

from typing import Annotated

import msgspec

Line = Annotated[int, msgspec.Meta(ge=0, le=2_000_000_000)]


class Message(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """The base of all messages: camelCase in the file, unknown fields skipped without being looked at."""


class Location(Message, frozen=True):
    line: Line = 0


class Tag(Message, frozen=True):
    name: str


class Cell(Message, frozen=True):
    value: str = ""


class Row(Message, frozen=True):
    id: str = ""
    location: Location = Location()
    cells: list[Cell] = []


class Examples(Message, frozen=True):
    table_body: list[Row] = []


class Step(Message, frozen=True):
    id: str = ""
    keyword: str = ""


class Scenario(Message, frozen=True):
    id: str = ""
    location: Location = Location()
    keyword: str = ""
    steps: list[Step] = []
    examples: list[Examples] = []


class Background(Message, frozen=True):
    steps: list[Step] = []


class RuleChild(Message, frozen=True):
    background: Background | None = None
    scenario: Scenario | None = None


class Rule(Message, frozen=True):
    name: str = ""
    children: list[RuleChild] = []


class Child(Message, frozen=True):
    background: Background | None = None
    scenario: Scenario | None = None
    rule: Rule | None = None


class Feature(Message, frozen=True):
    name: str = ""
    description: str = ""
    language: str = "en"
    tags: list[Tag] = []
    children: list[Child] = []


class GherkinDocument(Message, frozen=True):
    uri: str = ""
    feature: Feature | None = None


class DocString(Message, frozen=True):
    content: str = ""
    media_type: str | None = None


class TableRow(Message, frozen=True):
    cells: list[Cell] = []


class DataTable(Message, frozen=True):
    rows: list[TableRow] = []


class Argument(Message, frozen=True):
    """What a step takes besides its text: one of these."""

    doc_string: DocString | None = None
    data_table: DataTable | None = None


class PickleStep(Message, frozen=True):
    id: str
    text: str = ""
    ast_node_ids: list[str] = []
    argument: Argument | None = None


class Pickle(Message, frozen=True):
    id: str
    uri: str
    name: str = ""
    location: Location = Location()
    ast_node_ids: list[str] = []
    steps: list[PickleStep] = []
    tags: list[Tag] = []
