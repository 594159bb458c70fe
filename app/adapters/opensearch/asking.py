"""A search as the server is asked, and its answer as hits."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.adapters.opensearch.server import Doc
from app.domain.graph import Scope
from app.domain.searching import WEIGHTS, pieces_of
from app.ports import Document, FacetCount, Hit, Hits
from app.ports.search import FACET_VALUES, Narrowed, Order, Wanted
from app.ports.search_pages import Place, cursor_of

_BY_NAME: Final[list[Doc]] = [{"iteration": "asc"}, {"uid": "asc"}]
_SORTED: Final[Mapping[Order, list[Doc]]] = {
    "best": [{"_score": "desc"}, {"valid_at": "desc"}, *_BY_NAME],
    "newest": [{"valid_at": "desc"}, *_BY_NAME],
    "oldest": [{"valid_at": "asc"}, *_BY_NAME],
}
_TOLD: Final = ("severity", "valid_at", "stream", "project", "rule", "module", "trace_id", "span_id")
_SHOWN: Final = ["tenant", "iteration", "uid", "kind", "title", *_TOLD]


def question(tenant: str, words: Sequence[str], wanted: Wanted) -> Doc:
    """What is looked for and counted, without the page.

    What it is narrowed to is applied after counting, so that each facet can be counted without its own narrowing.
    """
    here, best = [{"term": {"tenant": tenant}}], wanted.order == "best"
    found = {"must": [_weighed(word) for word in words]} if best else {"filter": [_begins(word) for word in words]}
    return {
        "query": {"bool": {**found, "filter": [*here, *found.get("filter", [])]}},
        "post_filter": _narrowed(wanted.only),
        "aggs": {facet: _count(facet, wanted.only) for facet in wanted.facets},
        "sort": _SORTED[wanted.order],
        "track_total_hits": True,
        "_source": [*_SHOWN, "body"] if words else _SHOWN,
    }


def page(order: Order, limit: int, past: Place | None) -> Doc:
    """Which page: one more than is shown, to see whether another follows."""
    if past is None:
        return {"size": limit + 1}
    by_score = [past.score] if order == "best" else []
    return {"size": limit + 1, "search_after": [*by_score, past.valid_at, past.iteration, past.uid]}


def answered(found: Mapping[str, Any], words: Sequence[str], order: Order, limit: int) -> Hits:
    """The answer; ``found`` is the server's."""
    rows = found["hits"]["hits"]
    more = cursor_of(_place(rows[limit - 1], order)) if len(rows) > limit else ""
    counts = {name: _counts(told) for name, told in found.get("aggregations", {}).items()}
    return Hits(tuple(_hit(row, words) for row in rows[:limit]), found["hits"]["total"]["value"], counts, more)


def document(source: Mapping[str, Any]) -> Document:
    """A document as it was kept."""
    told = dict(source)
    scope = Scope(told.pop("tenant"), told.pop("iteration"))
    return Document(scope, **told)


def _weighed(word: str) -> Doc:
    """A word of title or body that begins so, worth what it is where it is found best."""
    found = (
        ("match", "title", WEIGHTS.title),
        ("match_bool_prefix", "title", WEIGHTS.title_begins),
        ("match", "body", WEIGHTS.body),
        ("match_bool_prefix", "body", WEIGHTS.body_begins),
    )
    worth = [{"constant_score": {"filter": {how: {field: word}}, "boost": boost}} for how, field, boost in found]
    return {"dis_max": {"queries": worth}}


def _begins(word: str) -> Doc:
    """A word of title or body that begins so."""
    return {"bool": {"should": [{"match_bool_prefix": {field: word}} for field in ("title", "body")]}}


def _narrowed(only: Narrowed) -> Doc:
    return {"bool": {"filter": [{"terms": {name: list(values)}} for name, values in only.items()]}}


def _count(facet: str, only: Narrowed) -> Doc:
    """The values of a facet, narrowed by all others."""
    others = {name: values for name, values in only.items() if name != facet}
    values = {"terms": {"field": facet, "size": FACET_VALUES}}
    return {"filter": _narrowed(others), "aggs": {"values": values}} if others else values


def _counts(told: Mapping[str, Any]) -> tuple[FacetCount, ...]:
    buckets = told.get("values", told)["buckets"]
    return tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _place(row: Mapping[str, Any], order: Order) -> Place:
    score = row["sort"][0] if order == "best" else 0.0
    valid_at, iteration, uid = row["sort"][-3:]
    return Place(order, score, valid_at, iteration, uid)


def _hit(row: Mapping[str, Any], words: Sequence[str]) -> Hit:
    source = row["_source"]
    pieces = pieces_of(source["title"], source.get("body", ""), words)
    scope = Scope(source["tenant"], source["iteration"])
    told = {name: source[name] for name in _TOLD if name in source}
    return Hit(scope, source["uid"], source["kind"], source["title"], pieces, **told)
