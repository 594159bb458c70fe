"""The search port on OpenSearch."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from app.adapters.opensearch import asking
from app.adapters.opensearch.forms import VERSION, Forms
from app.adapters.opensearch.server import Doc, Server
from app.adapters.opensearch.writing import Places, write
from app.domain.moments import acceptance
from app.domain.searching import words_of
from app.errors import StoreUnavailable
from app.ports import Document, Hits, Positions, SearchIndex
from app.ports.search import FIRST_PAGE, Wanted
from app.ports.search_pages import checked

_MAX_HITS: Final = 9_999
_LANES: Final = 1_000
_READ: Final = 1_000
_AT_ONCE: Final = 20_000
"""So many documents are let go of by one request, which must not take longer than the client waits."""
_BY_NAME: Final[list[Doc]] = [{"tenant": "asc"}, {"iteration": "asc"}, {"uid": "asc"}]


class OpenSearchIndex:
    """``app.ports.SearchIndex`` behind the names of ``Forms``; what is not there is made at the first use.

    ``index``: one that is being built, which no name leads to yet.
    """

    def __init__(self, url: str, name: str = "mission-control", *, patience_s: float = 10.0, index: str = "") -> None:
        self._server = Server(url, patience_s)
        self._forms = Forms(self._server, f"{name}-search")
        self._name, self._fixed = name, index

    def index(
        self, consumer: str, positions: Positions, documents: Sequence[Document], *, starts: Positions | None = None
    ) -> None:
        with self._made():
            index = self._fixed or self._forms.current()  # all goes into this one, even if another takes its place
            places = Places(self._server, index, consumer, list(positions))
            if starts is not None:
                places.check(starts)
            write(self._server, index, documents, visible=not positions)
            places.move(positions)

    def positions(self, consumer: str) -> dict[str, int]:
        query = {"size": _LANES, "query": {"term": {"consumer": consumer}}}
        return {hit["_source"]["lane"]: hit["_source"]["next"] for hit in self._found(query)["hits"]["hits"]}

    def search(self, tenant: str, query: str, wanted: Wanted = FIRST_PAGE) -> Hits:
        words = words_of(query)
        past = checked(wanted)
        if wanted.limit <= 0 or not (words or (wanted.only and not query.strip())):
            return Hits()
        limit = min(wanted.limit, _MAX_HITS)
        asked = asking.question(tenant, words, wanted) | asking.page(wanted.order, limit, past)
        return asking.answered(self._found(asked), words, wanted.order, limit)

    def forget(self, before: Mapping[str, int]) -> int:
        with self._made():
            return sum(self._forgotten(policy, acceptance(moment, 0, 0)) for policy, moment in before.items())

    def documents(self) -> Iterator[Document]:
        past: Doc = {}
        while True:
            query = {"size": _READ, "query": {"exists": {"field": "uid"}}, "sort": _BY_NAME, **past}
            rows = self._found(query)["hits"]["hits"]
            if not rows:
                return
            past = {"search_after": rows[-1]["sort"]}
            yield from (asking.document(row["_source"]) for row in rows)

    def fresh(self) -> "OpenSearchIndex":
        with self._made():
            return OpenSearchIndex(
                self._server.url, self._name, patience_s=self._server.patience_s, index=self._forms.next()
            )

    def switch(self, fresh: SearchIndex) -> None:
        assert isinstance(fresh, OpenSearchIndex) and fresh._fixed, "made by fresh()"
        with self._made():
            self._forms.lead_to(fresh._fixed)

    def advice(self) -> str:
        with self._made():
            version = self._forms.version()
        if version == VERSION:
            return ""
        return f"it was made in the form of version {version}, today's is {VERSION}"

    def ping(self) -> None:
        with self._made():
            self._server.ask(lambda client: client.indices.exists_alias(name=self._forms.name))

    def close(self) -> None:
        self._server.close()

    def drop(self) -> None:
        """Remove the indices with all that they hold; for tests, also after closing."""
        self._forms.drop()

    @contextmanager
    def _made(self) -> Iterator[None]:
        """There is an index while the block lasts; when it fails, what is there is looked for anew the next time."""
        self._server.ask(lambda _: None)
        self._forms.make()
        try:
            yield
        except StoreUnavailable:
            self._forms.unmake()
            raise

    def _found(self, query: Doc) -> Mapping[str, Any]:
        with self._made():
            index = self._fixed or self._forms.name
            found: Mapping[str, Any] = self._server.ask(lambda client: client.search(body=query, index=index))
            return found

    def _forgotten(self, policy: str, before: int) -> int:
        """Request after request, each of a size that ends in time; newer ones that come meanwhile stay."""
        old = [{"term": {"retention": policy}}, {"range": {"accepted": {"gt": 0, "lt": before}}}]
        told = {"body": {"query": {"bool": {"filter": old}}, "max_docs": _AT_ONCE}, "index": self._forms.writing}
        gone = 0
        while number := self._server.ask(
            lambda client: client.delete_by_query(**told, params={"conflicts": "proceed", "refresh": "true"})
        )["deleted"]:
            gone += number
        return gone
