"""Questions to Neo4j, each a transaction of its own that is tried again when it was not its fault that it failed."""

import time
from collections.abc import Mapping
from typing import Any, Final

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

AGAIN_S: Final = 1.0
"""So long pauses are in all before a question is asked again: if the server is away, who looks at a page wants to be
told soon."""
_FIRST_PAUSE_S: Final = 0.02


class Said:
    """All that was answered."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = rows

    def values(self) -> list[list[Any]]:
        """The rows."""
        return self._rows


class Asking:
    """Asks in a session of reading access, which in a cluster leads to a member that answers readers.

    A connection that broke, a member that leads no more, a transaction that was undone: what is read twice does no
    harm. (``execute_read`` would do the same with one trip more per question, for its commit.)
    """

    def __init__(self, session: neo4j.Session) -> None:
        self._session = session

    def run(self, query: str, values: Mapping[str, Any]) -> Said:
        """Everything that answers the question. Raises what the driver does when it cannot be had in time."""
        waited_s, pause_s = 0.0, _FIRST_PAUSE_S
        while True:
            try:
                return Said(self._session.run(query, dict(values)).values())
            except (DriverError, Neo4jError) as flaw:
                if not flaw.is_retryable() or waited_s >= AGAIN_S:
                    raise
            time.sleep(pause_s)
            waited_s, pause_s = waited_s + pause_s, pause_s * 2
