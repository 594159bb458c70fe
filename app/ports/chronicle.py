"""The history of an iteration written out for people, who ask it in the language of the graph's server."""

from collections.abc import Iterable
from typing import Final, Protocol

from app.domain.graph import Entry, Scope
from app.errors import BadRequest


class Chronicle(Protocol):
    """Where a history can be written out. It is a copy for looking at: nothing reads it, and it does not follow."""

    def tell(self, scope: Scope, entries: Iterable[Entry]) -> int:
        """Write out these entries, all there are of the scope, in place of what was there. How many statements."""

    def forget(self, scope: Scope) -> None:
        """Remove what was written out of the scope."""


class NoChronicle:
    """There is no server that people could ask."""

    def tell(self, scope: Scope, entries: Iterable[Entry]) -> int:
        raise BadRequest(_WHY)

    def forget(self, scope: Scope) -> None:
        raise BadRequest(_WHY)


NO_CHRONICLE: Final = NoChronicle()
_WHY: Final = "a history is written out for Neo4j Browser, where the graph lies in Neo4j: see MC_STORE and MC_NEO4J"
