"""Search (domain 7.1, 32): nodes and lines of logs by their words, narrowed, counted, page by page."""

import re
from collections.abc import Iterator
from typing import Final, cast, get_args

import msgspec
from werkzeug.datastructures import MultiDict

from app.api.documents.common import Doc, when
from app.api.reading import tenant_of
from app.desk import Desk
from app.domain.logged import logged
from app.errors import BadRequest
from app.ports import FacetCount, Hit
from app.ports.search import FACETS, NARROWING, PAGE, Order, Wanted

MOST: Final = 200
_TRACE: Final = re.compile(r"[0-9a-fA-F]{32}")
ORDERS: Final = get_args(Order)
KIND: Final = "type"
"""The name under which people narrow to a kind (domain 7.1, 32)."""


def search(desk: Desk, arguments: "MultiDict[str, str]") -> Doc:
    """A page of what holds every word of ``q`` and is narrowed by any of NARROWING, each given once or more.

    A trace id among the words narrows to that trace, whatever it is that belongs to it.
    """
    words, traces = _asked(arguments.get("q", ""))
    wanted = _wanted(arguments, words, traces)
    if not words and not wanted.only:
        raise BadRequest("search takes the words to look for: q=checkout, or what to narrow to: severity=BLOCKING")
    found = desk.search.search(tenant_of(desk, arguments), words, wanted)
    return {
        "query": arguments.get("q", "").strip(),
        "order": wanted.order,
        "total": found.total,
        "hits": [_hit(desk, hit) for hit in found.hits],
        "more": found.more,
        "facets": {name: [_count(one) for one in counts] for name, counts in found.facets.items()},
    }


def _asked(query: str) -> tuple[str, list[str]]:
    """The words, and the ids of traces among them."""
    words = query.split()
    traces = [word.lower() for word in words if _TRACE.fullmatch(word)]
    return " ".join(word for word in words if not _TRACE.fullmatch(word)), traces


def _wanted(arguments: "MultiDict[str, str]", words: str, traces: list[str]) -> Wanted:
    only = {name: values for name in NARROWING if (values := [*_values(arguments, name)])}
    order = arguments.get("order") or ("best" if words else "newest")
    if order not in ORDERS:
        raise BadRequest(f"order takes one of {', '.join(ORDERS)}, found {order!r}")
    return Wanted(
        only=only | ({"trace_id": [*only.get("trace_id", ()), *traces]} if traces else {}),
        order=cast(Order, order),
        limit=_limit(arguments.get("limit", "")),
        after=arguments.get("after", ""),
        facets=[*_facets(arguments)],
    )


def _values(arguments: "MultiDict[str, str]", name: str) -> Iterator[str]:
    asked = (name, KIND) if name == "kind" else (name,)
    return (value for one in asked for value in arguments.getlist(one) if value)


def _limit(text: str) -> int:
    if not text:
        return PAGE
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise BadRequest(f"limit takes a number from 1 to {MOST}, found {text!r}")
    return int(text)


def _facets(arguments: "MultiDict[str, str]") -> Iterator[str]:
    """The facets to be counted; ``all`` is every one."""
    named = (name for text in arguments.getlist("facets") for name in text.split(",") if name)
    return (facet for name in named for facet in (FACETS if name == "all" else [name]))


def _count(one: FacetCount) -> Doc:
    return {"value": one.value, "count": one.count}


def _hit(desk: Desk, hit: Hit) -> Doc:
    """A hit, and where people look at its trace; a line of a log also says its task, which is what it leads to."""
    told = msgspec.structs.asdict(hit) | {"snippet": hit.snippet, "valid_at": when(hit.valid_at)}
    told |= {"iteration_id": hit.scope.iteration, "trace_page": desk.collector.page_of(hit.trace_id) or None}
    del told["scope"]
    line = logged(hit.uid)
    return told | ({"task": line.task_uid or None} if line else {})
