"""OpenTelemetry: traces become task runs (see :mod:`.tasks`), logs become log records (see :mod:`.lines`).

Files are OTLP in JSON, as one document or, as collectors write them, one a line. What comes by HTTP goes
the same ways, see :mod:`app.api.otlp`. Metrics are left out.
"""

from collections.abc import Callable, Iterator
from typing import Final

from app.domain.events import Event
from app.readers.json_text import Outline
from app.readers.origin import Origin
from app.readers.otlp import json_form
from app.readers.otlp.envelopes import named_origin
from app.readers.otlp.lines import log_events
from app.readers.otlp.signals import LogEntry, Span
from app.readers.otlp.sums import sums_of
from app.readers.otlp.tasks import ended, events_of, workflow_of
from app.readers.reader import Reader, json_that
from app.readers.source import Source, document, lines

TRACES: Final = "otlp-traces"
LOGS: Final = "otlp-logs"


def read_traces(source: Source, origin: Origin) -> Iterator[Event]:
    """The task runs of the file. Raises BadFile with line and path."""
    sums = sums_of(_spans(source))
    for span in _spans(source):
        home = named_origin(origin, span, fixed=True)
        found = sums[workflow_of(span)]
        for event in events_of(home, span):
            closes = event.event_type.startswith("dde.workflow.") and event.event_type != "dde.workflow.started"
            summed = closes and span.span_id == found.closing
            yield ended(home, span, found.counts(), found.digest()) if summed else event


def read_logs(source: Source, origin: Origin) -> Iterator[Event]:
    """The log records of the file. Raises BadFile with line and path."""
    yield from log_events(origin, _entries(source), fixed=True)


def _spans(source: Source) -> Iterator[Span]:
    for text, place in _texts(source):
        yield from json_form.spans_in(text, place)


def _entries(source: Source) -> Iterator[LogEntry]:
    for text, place in _texts(source):
        yield from json_form.logs_in(text, place)


def _texts(source: Source) -> Iterator[tuple[bytes, str]]:
    """Every JSON text of the file: each line where the first line is a whole one, else all of it."""
    number, first = next(lines(source), (0, b""))
    if not first.endswith(b"}") or not first.startswith(b"{") or first == b"{}":
        yield document(source), ""
        return
    for number, line in lines(source):
        yield line, f"line {number}"


def _keyed(name: str) -> Callable[[Outline], bool]:
    return lambda found: found.shape == "object" and found.keys.get(name, "").startswith("[")


READERS: Final[tuple[Reader, ...]] = (
    Reader(TRACES, read_traces, json_that(_keyed("resourceSpans"))),
    Reader(LOGS, read_logs, json_that(_keyed("resourceLogs"))),
)
