"""Full-text search in OpenSearch, with nothing that Elasticsearch 8 and 9 do not understand as well.

One index of one shard behind an alias: what one request brings is written there in its order, documents first and
the position last, so that no position is ever ahead of its documents. Documents are known by their uid, so a request
may be repeated.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, OpenSearchException, RequestError

from app.domain.graph import Scope
from app.errors import BadRequest, StoreUnavailable
from app.ports import Document, Hit, Positions

_INDEX: Final = msgspec.json.decode(Path(__file__).with_name("opensearch_index.json").read_bytes())
_WORD: Final = re.compile(r"[^\W_]+")
_MAX_WORDS: Final = 50
_MAX_HITS: Final = 10_000
_THREADS: Final = 64
_REQUEST_BYTES: Final = 16 * 1024 * 1024
_FIELDS: Final = (("title", 4.0), ("body", 1.0))
_ORDER: Final = [{"_score": "desc"}, {"valid_at": "desc"}, {"iteration": "asc"}, {"uid": "asc"}]
_HIGHLIGHT: Final = {
    "pre_tags": ["["],
    "post_tags": ["]"],
    "number_of_fragments": 1,
    "fragment_size": 100,
    "fields": {"title": {"number_of_fragments": 0}, "body": {}},
}

Answer = TypeVar("Answer")
Doc = dict[str, Any]


class OpenSearchIndex:
    """``app.ports.SearchIndex`` behind the alias ``name`` of the server at ``url``; it is made at the first use."""

    def __init__(self, url: str, name: str = "mission-control", *, patience_s: float = 10.0) -> None:
        self._url = url
        self._name = name
        self._client = OpenSearch(url, timeout=patience_s, max_retries=0, http_compress=True, pool_maxsize=_THREADS)
        self._lock = threading.Lock()
        self._made = False
        self._closed = False

    def index(self, consumer: str, positions: Positions, documents: Sequence[Document]) -> None:
        latest = {_document_id(document): _stored(document) for document in documents}
        places = {f"position|{consumer}|{lane}": _place(consumer, lane, next_) for lane, next_ in positions.items()}
        for body in _requests([*latest.items(), *places.items()]):
            self._ask(partial(self._bulk, body))

    def positions(self, consumer: str) -> dict[str, int]:
        query = {"size": 1000, "query": {"term": {"consumer": consumer}}}
        found = self._ask(lambda: self._client.search(body=query, index=self._name))
        return {hit["_source"]["lane"]: hit["_source"]["next"] for hit in found["hits"]["hits"]}

    def search(self, tenant: str, query: str, *, iteration: str = "", kind: str = "", limit: int = 50) -> list[Hit]:
        words = _words(query)
        if not words or limit <= 0:
            return []
        narrowed = {"tenant": tenant, "iteration": iteration, "kind": kind}
        terms = [{"term": {name: value}} for name, value in narrowed.items() if value or name == "tenant"]
        asked = {
            "size": min(limit, _MAX_HITS),
            "query": {"bool": {"filter": terms, "must": [_begins(word) for word in words]}},
            "sort": _ORDER,
            "track_scores": True,
            "highlight": _HIGHLIGHT,
            "_source": {"excludes": ["body"]},
        }
        found = self._ask(lambda: self._client.search(body=asked, index=self._name))
        return [_hit(hit) for hit in found["hits"]["hits"]]

    def ping(self) -> None:
        self._ask(lambda: self._client.indices.exists_alias(name=self._name))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._client.close()

    def drop(self) -> None:
        """Remove the index with all that it holds; for tests, also after closing."""
        with OpenSearch(self._url) as client:
            client.indices.delete(index=f"{self._name}-*", ignore_unavailable=True)

    def _bulk(self, body: bytes) -> None:
        """One request; all of it can be found at once, and nothing of it before (see refresh_interval)."""
        answer = self._client.bulk(body=body, index=self._name, refresh="true")
        if answer["errors"]:
            reasons = (item["index"]["error"]["reason"] for item in answer["items"] if "error" in item["index"])
            raise StoreUnavailable(f"search at {self._url} refused documents: {next(reasons)}")

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        if self._closed:
            raise StoreUnavailable(f"the search index at {self._url} is closed in this process")
        try:
            self._make()
            return question()
        except NotFoundError as flaw:
            self._made = False
            raise StoreUnavailable(f"the search index {self._name} at {self._url} is gone: {_line(flaw)}") from flaw
        except OpenSearchException as flaw:
            raise StoreUnavailable(f"search at {self._url}: {_line(flaw)}") from flaw

    def _make(self) -> None:
        """The first index behind the alias, unless there is one; of several that come at once one makes it."""
        with self._lock:
            if self._made:
                return
            if not self._client.indices.exists_alias(name=self._name):
                try:
                    body = {**_INDEX, "aliases": {self._name: {"is_write_index": True}}}
                    self._client.indices.create(index=f"{self._name}-000001", body=body)
                except RequestError as flaw:
                    if flaw.error != "resource_already_exists_exception":
                        raise
            self._made = True


def _words(query: str) -> list[str]:
    words = _WORD.findall(query)
    if len(words) > _MAX_WORDS:
        raise BadRequest(f"a search takes at most {_MAX_WORDS} words, found {len(words)}")
    return words


def _begins(word: str) -> Doc:
    """A word of title or body that begins so; whole words and words of the title count for more."""
    whole = ({"match": {field: {"query": word, "boost": 2 * boost}}} for field, boost in _FIELDS)
    begun = ({"match_bool_prefix": {field: {"query": word, "boost": boost}}} for field, boost in _FIELDS)
    return {"dis_max": {"queries": [*whole, *begun]}}


def _stored(document: Document) -> Doc:
    fields = msgspec.to_builtins(document)
    tenant, iteration = fields.pop("scope")
    return {"tenant": tenant, "iteration": iteration, **fields}


def _document_id(document: Document) -> str:
    """Ids may have 512 bytes, uids are longer at times."""
    return hashlib.sha256("\0".join((*document.scope, document.uid)).encode()).hexdigest()


def _place(consumer: str, lane: str, next_: int) -> Doc:
    return {"consumer": consumer, "lane": lane, "next": next_}


def _requests(rows: Sequence[tuple[str, Doc]]) -> Iterator[bytes]:
    """The rows in their order as bodies of bulk requests, none of them too large."""
    lines: list[bytes] = []
    for number, row in rows:
        action, source = msgspec.json.encode({"index": {"_id": number}}), msgspec.json.encode(row)
        if lines and sum(map(len, lines)) + len(source) > _REQUEST_BYTES:
            yield b"\n".join([*lines, b""])
            lines = []
        lines += [action, source]
    if lines:
        yield b"\n".join([*lines, b""])


def _hit(hit: Mapping[str, Any]) -> Hit:
    source, marked = hit["_source"], hit.get("highlight", {})
    snippet = next((marked[field][0] for field, _ in _FIELDS if field in marked), source["title"])
    scope = Scope(source["tenant"], source["iteration"])
    return Hit(scope, source["uid"], source["kind"], source["title"], snippet, source["severity"], source["valid_at"])


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:500] or type(error).__name__
