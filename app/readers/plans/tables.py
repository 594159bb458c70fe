"""Requirements from CSV: a header that names an id and a title, one requirement a row.

Column names are those of common exports (``id``, ``Issue key``, ``Summary``, ``Title``, ``Description``, …), the
separator is a comma, a semicolon or a tabulator. Rows that are blank, and further columns, are left out.

Many a table has an ``id`` and a ``name``: it is taken for requirements only where another column, the file's name, or
the first id (``REQ-1``) says so too. Lists of weaknesses that a scanner found are none.
"""

import csv
import re
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
_PLAIN: Final = frozenset({"id", "key", "number", "name"})
_FILES: Final = re.compile(r"req|issue|stor(?:y|ies)|ticket|backlog|epic", re.IGNORECASE)
_ID: Final = re.compile(r"\n[\"' ]*[A-Za-z]{1,12}[-_.#]?\d+[\"']?[,;\t]")
_FINDINGS: Final = re.compile(r"\b(?:cve|cwe|cvss|vulnerab|weakness|remediation)", re.IGNORECASE)


def fits(look: Look) -> bool:
    """Whether the first line is a header that names an id and a title of something that is wanted."""
    columns = _columns(look.text) if look.kind == "text" else {}
    if not {"requirement_id", "name"} <= columns.keys() or _FINDINGS.search(_header(look.text)):
        return False
    spoken = {name.strip().lower() for name in columns.values()} - _PLAIN
    return bool(spoken or _FILES.search(look.name) or _ID.search(look.text[:1_000]))


def _columns(text: str) -> dict[str, str]:
    header = _header(text)
    try:
        return columns_of(next(csv.reader([header], delimiter=_separator(header)), []))
    except csv.Error:
        return {}


def _header(text: str) -> str:
    return text.lstrip("\ufeff").partition("\n")[0]


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
