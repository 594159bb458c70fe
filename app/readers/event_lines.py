"""Our own events as JSON lines → the same events.

They say themselves where they belong; the origin fills in project and commit where they are silent, and
the batch, so that the ingest can be undone. Ids and idempotency keys are their own too: events that were
sent already change nothing. Nothing is left out.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.errors import BadFile, BadMessage
from app.readers.origin import Origin
from app.readers.source import Source, lines
from app.wire.jsonlines import from_json

FORMAT: Final = "events"


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the file. Raises BadFile naming line and field."""
    for number, line in lines(source):
        try:
            event = from_json(line)
        except BadMessage as flaw:
            raise BadFile(str(flaw), f"line {number}") from flaw
        yield msgspec.structs.replace(
            event,
            project=event.project or origin.project,
            commit_sha=event.commit_sha or origin.commit,
            batch_id=origin.batch_id,
        )
