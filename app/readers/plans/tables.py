"""Requirements from CSV: a header that names an id and a title, one requirement a row.

Column names are those of common exports (``id``, ``Issue key``, ``Summary``, ``Title``, ``Description``, …), the
separator is a comma, a semicolon or a tabulator. Rows that are blank, and further columns, are left out.
"""

import csv
from collections.abc import Iterator
from typing import Final

from app.domain.events import Event
from app.errors import BadFile
from app.readers.origin import Origin, Stamp
from app.readers.plans.wanted import Wanted, columns_of, told_by, wanted_from
from app.readers.reader import Look
from app.readers.source import Source, digest, document

FORMAT: Final = "requirements-csv"
_SEPARATORS: Final = ",;\t"


def fits(look: Look) -> bool:
    """Whether the first line is a header that names an id and a title."""
    return look.kind == "text" and {"requirement_id", "name"} <= _columns(look.text).keys()


def _columns(text: str) -> dict[str, str]:
    header = text.lstrip("\ufeff").partition("\n")[0]
    try:
        return columns_of(next(csv.reader([header], delimiter=_separator(header)), []))
    except csv.Error:
        return {}


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The requirements of the file. Raises BadFile naming the line."""
    yield from told_by(_rows(source), Stamp(origin, FORMAT, digest(source)), origin, "csv")


def _rows(source: Source) -> Iterator[Wanted]:
    text = document(source).decode("utf-8", "replace")
    columns = _columns(text)
    if not {"requirement_id", "name"} <= columns.keys():
        raise BadFile("the header names no id and title", "line 1")
    lines = text.splitlines(keepends=True)
    reader = csv.DictReader(lines, delimiter=_separator(lines[0]), strict=True)
    try:
        for row in reader:
            if any(isinstance(value, str) and value.strip() for value in row.values()):
                yield wanted_from(row, columns, f"line {reader.line_num}")
    except csv.Error as flaw:
        raise BadFile(f"not to be read as CSV: {flaw}", f"line {reader.reader.line_num}") from flaw
