"""Log records → ``dde.log.recorded``: one event per run of records of one service, task and span.

The records keep their own times and trace ids and can be searched, also by trace id. Attributes whose
values are long are cut; bytes are only counted.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from app.domain.events import Event
from app.domain.payloads.dde import LogLine, LogRecorded
from app.readers.origin import Origin, clipped
from app.readers.otlp.envelopes import SOURCE, TASK, named_origin, whole_ms
from app.readers.otlp.signals import LogEntry

LONGEST_VALUE: Final = 1_024
MOST_ATTRIBUTES: Final = 64


def log_events(origin: Origin, entries: Iterable[LogEntry], *, fixed: bool) -> Iterator[Event]:
    """The events of these records. Raises BadFile naming the place of a record without a believable time."""
    grouped = groupby(
        entries, lambda entry: (named_origin(origin, entry, fixed=fixed), task_of(entry), entry.span_id)
    )
    for (home, task, _), group in grouped:
        yield _event(home, task, list(group))


def task_of(entry: LogEntry) -> str:
    """The task that logged, where the record or its resource names it."""
    told = {**entry.resource, **entry.attributes}
    return next((told[name] for name in TASK if told.get(name)), "")


def _event(home: Origin, task: str, entries: list[LogEntry]) -> Event:
    lines = [_line(entry) for entry in entries]
    first = entries[0]
    content = "|".join(f"{line.at} {line.severity} {line.body}" for line in lines)
    said = hashlib.sha256(f"{home.tenant}|{home.iteration}|{first.trace_id}|{first.span_id}|{content}".encode())
    return Event(
        event_id=f"o-{said.hexdigest()[:32]}",
        idempotency_key=said.hexdigest()[32:],
        timestamp=lines[0].at,
        tenant_id=home.tenant,
        iteration_id=home.iteration,
        project=home.project,
        commit_sha=home.commit,
        batch_id=home.batch_id,
        event_type="dde.log.recorded",
        node_id=task,
        payload=LogRecorded(task_id=task, channel=SOURCE, lines=lines),
        trace_id=first.trace_id,
        span_id=first.span_id,
        source=SOURCE,
    )


def _line(entry: LogEntry) -> LogLine:
    kept = list(entry.attributes.items())[:MOST_ATTRIBUTES]
    return LogLine(
        at=whole_ms(entry.at, entry.place),
        body=clipped(entry.body),
        severity=entry.severity,
        logger=entry.logger or entry.resource.get("service.name", ""),
        trace_id=entry.trace_id,
        span_id=entry.span_id,
        attributes={name: clipped(value, LONGEST_VALUE) for name, value in kept},
    )
