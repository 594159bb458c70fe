"""Who reads the log, each with a position of its own that lies in the store it writes, beside what it wrote."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from app.desk import Desk
from app.domain.events import STREAMS, TOPICS
from app.ports import Positions
from app.use_cases import conclude, record
from app.use_cases.audit import AUDIT
from workers.audit import Audit
from workers.follow import MEASURES, SEARCH, Measures, Search
from workers.ingest import Ingest
from workers.loop import Step
from workers.projections import PROJECTIONS, Projections


class Keeper(Protocol):
    """A store that keeps how far its consumers have come."""

    def positions(self, consumer: str) -> dict[str, int]:
        """Where the consumer stands."""


@dataclass(frozen=True)
class Reader:
    """One role in reading the log: the consumers whose positions it moves, the store that keeps them, its step, made
    when the stores answer, and the topics that it reads."""

    name: str
    consumers: tuple[str, ...]
    keeper: Callable[[Desk], Keeper]
    begin: Callable[[Desk], Step]
    topics: tuple[str, ...] = STREAMS

    def places(self, desk: Desk) -> list[tuple[str, Positions]]:
        """Each of its consumers, and where it stands."""
        return [(consumer, self.keeper(desk).positions(consumer)) for consumer in self.consumers]


INGEST: Final = Reader(
    "ingest", (record.CONSUMER, conclude.CONSUMER), lambda desk: desk.graph, lambda desk: Ingest(desk).turn
)
FOLLOWERS: Final = (
    Reader("measures", (MEASURES,), lambda desk: desk.metrics, lambda desk: Measures(desk).step),
    Reader("search", (SEARCH,), lambda desk: desk.search, lambda desk: Search(desk).step),
    Reader("audit", (AUDIT,), lambda desk: desk.audit, lambda desk: Audit(desk).step, TOPICS),
)
"""Those who come beside the graph. Any of them may be away; what it keeps is late then, and nothing else is."""
READERS: Final = (INGEST, *FOLLOWERS)


class _Log:
    """What is made again when it is lost has no store of its own; the log keeps how far it has come."""

    def __init__(self, desk: Desk) -> None:
        self._log = desk.log

    def positions(self, consumer: str) -> dict[str, int]:
        return self._log.committed(consumer)


PROJECTED: Final = Reader(PROJECTIONS, (PROJECTIONS,), _Log, lambda desk: Projections(desk).step)
"""Comes before those who ask; nothing waits for it, not even what the log keeps."""
