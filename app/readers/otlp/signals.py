"""Spans and log records as we need them, whatever they travelled as (JSON or protobuf)."""

from collections.abc import Mapping
from typing import Final

import msgspec

NANOS_PER_MS: Final = 1_000_000
ERROR: Final = 2
"""The status code of a span that failed."""

CALLS: Final = frozenset({3, 4, 5})
"""Kinds CLIENT, PRODUCER, CONSUMER: one side of a call to something else."""


class Span(msgspec.Struct, frozen=True):
    """A finished or running span. Ids in lower-case hex, times in ns since 1970 (``end`` 0: not ended).

    ``place`` is where in the request or file it stands; ``error`` the text of its status or exception.
    """

    place: str
    trace_id: str
    span_id: str
    parent_id: str
    name: str
    start: int
    end: int = 0
    kind: int = 0
    status: int = 0
    error: str = ""
    attributes: Mapping[str, str] = {}
    resource: Mapping[str, str] = {}

    def said(self, *names: str) -> str:
        """The first of these attributes that the span, else its resource, has."""
        values = (found.get(name, "") for found in (self.attributes, self.resource) for name in names)
        return next((value for value in values if value), "")


class LogEntry(msgspec.Struct, frozen=True):
    """A log record; ``at`` in ns since 1970, ``severity`` one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL."""

    place: str
    at: int
    severity: str
    body: str
    trace_id: str = ""
    span_id: str = ""
    logger: str = ""
    attributes: Mapping[str, str] = {}
    resource: Mapping[str, str] = {}


SEVERITIES: Final = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


def severity_of(number: int, text: str) -> str:
    """The short name of a severity: by its number (1 to 24, four to a name), else by its text, else INFO."""
    if 1 <= number <= 24:
        return SEVERITIES[(number - 1) // 4]
    return next((name for name in SEVERITIES if text.upper().startswith(name)), "INFO")
