"""A search as the server is asked, and its answer as hits."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.adapters.opensearch.server import Doc
from app.domain.graph import Scope
from app.domain.searching import CLOSES, OPENS, folded, pieces_of
from app.ports import Document, FacetCount, Hit, Hits
from app.ports.search import FACET_VALUES, Narrowed, Order, Wanted
from app.ports.search_pages import Place, cursor_of

_FIELDS: Final = (("title", 4.0), ("body", 1.0))
_BY_NAME: Final[list[Doc]] = [{"iteration": "asc"}, {"uid": "asc"}]
_SORTED: Final[Mapping[Order, list[Doc]]] = {
    "best": [{"_score": "desc"}, {"valid_at": "desc"}, *_BY_NAME],
    "newest": [{"valid_at": "desc"}, *_BY_NAME],
    "oldest": [{"valid_at": "asc"}, *_BY_NAME],
}
_HIGHLIGHT: Final = {
    "pre_tags": [OPENS],
    "post_tags": [CLOSES],
    "number_of_fragments": 1,
    "fragment_size": 100,
    "fields": {"title": {"number_of_fragments": 0}, "body": {}},
}
_TOLD: Final = ("severity", "valid_at", "stream", "project", "rule", "module", "trace_id", "span_id")


def question(tenant: str, words: Sequence[str], wanted: Wanted) -> Doc:
    """What is looked for and counted, without the page.

    What it is narrowed to is applied after counting, so that each facet can be counted without its own narrowing.
    """
    must = [_begins(word) for word in words]
    return {
        "query": {"bool": {"filter": [{"term": {"tenant": tenant}}], "must": must}},
        "post_filter": _narrowed(wanted.only),
        "aggs": {facet: _count(facet, wanted.only) for facet in wanted.facets},
        "sort": _SORTED[wanted.order],
        "track_scores": wanted.order == "best",
        "track_total_hits": True,
        "highlight": {**_HIGHLIGHT, "highlight_query": _to_be_marked(words)},
        "_source": {"excludes": ["body"]},
    }


def page(order: Order, limit: int, past: Place | None) -> Doc:
    """Which page: one more than is shown, to see whether another follows."""
    if past is None:
        return {"size": limit + 1}
    by_score = [past.score] if order == "best" else []
    return {"size": limit + 1, "search_after": [*by_score, past.valid_at, past.iteration, past.uid]}


def answered(found: Mapping[str, Any], order: Order, limit: int) -> Hits:
    """The answer; ``found`` is the server's."""
    rows = found["hits"]["hits"]
    more = cursor_of(_place(rows[limit - 1], order)) if len(rows) > limit else ""
    counts = {name: _counts(told) for name, told in found.get("aggregations", {}).items()}
    return Hits(tuple(map(_hit, rows[:limit])), found["hits"]["total"]["value"], counts, more)


def document(source: Mapping[str, Any]) -> Document:
    """A document as it was kept."""
    told = dict(source)
    scope = Scope(told.pop("tenant"), told.pop("iteration"))
    return Document(scope, **told)


def _begins(word: str) -> Doc:
    """A word of title or body that begins so; whole words and words of the title count for more."""
    whole = ({"match": {field: {"query": word, "boost": 2 * boost}}} for field, boost in _FIELDS)
    begun = ({"match_bool_prefix": {field: {"query": word, "boost": boost}}} for field, boost in _FIELDS)
    return {"dis_max": {"queries": [*whole, *begun]}}


def _to_be_marked(words: Sequence[str]) -> Doc:
    """Beginnings are found by an index of beginnings, of which a highlighter knows nothing: it is told otherwise."""
    begun = [{"wildcard": {field: {"value": f"{folded(word)}*"}}} for word in words for field, _ in _FIELDS]
    return {"bool": {"should": begun}}


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


def _hit(row: Mapping[str, Any]) -> Hit:
    source, marked = row["_source"], row.get("highlight", {})
    text = next((marked[field][0] for field, _ in _FIELDS if field in marked), source["title"])
    scope = Scope(source["tenant"], source["iteration"])
    told = {name: source[name] for name in _TOLD if name in source}
    return Hit(scope, source["uid"], source["kind"], source["title"], pieces_of(text), **told)
