"""Full-text search."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Literal, Protocol

import msgspec

from app.domain.graph import Scope
from app.ports.shared import Positions

FACETS: Final = ("kind", "stream", "severity", "project", "iteration", "rule", "module")
"""What hits can be counted by, and what people narrow a search to."""
NARROWING: Final = (*FACETS, "trace_id")
"""What a search can be narrowed to."""
FACET_VALUES: Final = 20
"""So many values of a facet are counted, those with the most hits."""
PAGE: Final = 50

Order = Literal["best", "newest", "oldest"]
Narrowed = Mapping[str, Collection[str]]
"""Per name of NARROWING the values of which a document has one."""
NOT_NARROWED: Final[Narrowed] = {}
Policy = Literal["standard", "audit", "compliance", "temp"]


class Document(msgspec.Struct, frozen=True):
    """Something to find: a node with its words, or a line of a log. ``uid`` is unique within the scope.

    ``accepted`` is the acceptance of the event that told of it: of two documents with one uid the later told stays,
    in whichever order they come. ``retention`` says how long it is kept (domain 3.1).
    """

    scope: Scope
    uid: str
    kind: str
    title: str
    body: str = ""
    severity: str = ""
    valid_at: int = 0
    stream: str = ""
    project: str = ""
    rule: str = ""
    module: str = ""
    trace_id: str = ""
    span_id: str = ""
    retention: str = "standard"
    accepted: int = 0


class Hit(msgspec.Struct, frozen=True):
    """A document found. ``pieces`` is a stretch of its text, cut so that every second piece was asked for."""

    scope: Scope
    uid: str
    kind: str
    title: str
    pieces: tuple[str, ...]
    severity: str = ""
    valid_at: int = 0
    stream: str = ""
    project: str = ""
    rule: str = ""
    module: str = ""
    trace_id: str = ""
    span_id: str = ""

    @property
    def snippet(self) -> str:
        """The stretch of text, what was asked for between ``[`` and ``]``."""
        return "".join(f"[{piece}]" if number % 2 else piece for number, piece in enumerate(self.pieces))


class FacetCount(msgspec.Struct, frozen=True):
    """How many hits have this value."""

    value: str
    count: int


class Hits(msgspec.Struct, frozen=True):
    """A page of what was found, how much there is in all, the counts asked for, and where the next page begins.

    A facet is counted as if the search were not narrowed by this very facet, so that its other values can be seen.
    ``more`` is empty on the last page.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetCount, ...]] = {}
    more: str = ""


class Wanted(msgspec.Struct, frozen=True):
    """Which page of what is found: narrowed to, in which order, how many, after which page (its ``more``, with all
    else the same), and by which facets it is counted."""

    only: Narrowed = NOT_NARROWED
    order: Order = "best"
    limit: int = PAGE
    after: str = ""
    facets: Sequence[str] = ()


FIRST_PAGE: Final = Wanted()


class SearchIndex(Protocol):
    """Full-text search over what people look for: scenarios, violations, failures, modules, tasks, logs."""

    def index(
        self,
        consumer: str,
        positions: Positions,
        documents: Sequence[Document],
        *,
        starts: Positions | None = None,
    ) -> None:
        """Keep the documents (the latest told of a uid) and then the position.

        ``starts``: where the consumer believes to stand. Raises StoreUnavailable when it stands elsewhere, as another
        has been at work or another index has taken the place of this one: who wrote begins anew.
        """

    def positions(self, consumer: str) -> dict[str, int]:
        """The latest positions that came with this consumer's documents."""

    def search(self, tenant: str, query: str, wanted: Wanted = FIRST_PAGE) -> Hits:
        """Documents that hold every word of the query (prefixes count), best first (``domain.searching`` says what is
        worth how much), equals newest first.

        No query at all finds whatever it is narrowed to, and nothing when it is not. Raises BadRequest.
        """

    def forget(self, before: Mapping[str, int]) -> int:
        """Let go of the documents of each retention policy that were told of before this moment (ms). How many."""

    def documents(self) -> Iterator[Document]:
        """Everything kept, in order of tenant, iteration and uid."""

    def fresh(self) -> "SearchIndex":
        """An empty index of today's form beside this one, that nobody finds anything in; unfinished ones go."""

    def switch(self, fresh: "SearchIndex") -> None:
        """From now on everybody finds what the fresh one holds, at once and without a gap; what was before goes."""

    def advice(self) -> str:
        """Why the index ought to be built anew, in one sentence; empty while it is of today's form."""

    def ping(self) -> None:
        """Return when the store answers."""

    def close(self) -> None:
        """Let go of everything held."""
