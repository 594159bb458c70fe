"""Search (domain 7.1, 32): nodes and lines of logs by their words, narrowed, counted, page by page."""

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
ORDERS: Final = get_args(Order)
KIND: Final = "type"
"""The name under which people narrow to a kind (domain 7.1, 32)."""


def search(desk: Desk, arguments: "MultiDict[str, str]") -> Doc:
    """A page of what holds every word of ``q`` and is narrowed by any of NARROWING, each given once or more."""
    query = arguments.get("q", "").strip()
    only = {name: values for name in NARROWING if (values := [*_values(arguments, name)])}
    if not query and not only:
        raise BadRequest("search takes the words to look for: q=checkout, or what to narrow to: severity=BLOCKING")
    order = arguments.get("order") or ("best" if query else "newest")
    if order not in ORDERS:
        raise BadRequest(f"order takes one of {', '.join(ORDERS)}, found {order!r}")
    found = desk.search.search(
        tenant_of(desk, arguments),
        query,
        Wanted(
            only=only,
            order=cast(Order, order),
            limit=_limit(arguments.get("limit", "")),
            after=arguments.get("after", ""),
            facets=[*_facets(arguments)],
        ),
    )
    facets = {name: [_count(one) for one in counts] for name, counts in found.facets.items()}
    hits = [_hit(hit) for hit in found.hits]
    return {"query": query, "order": order, "total": found.total, "hits": hits, "more": found.more, "facets": facets}


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


def _hit(hit: Hit) -> Doc:
    """A hit; a line of a log also says the task that wrote it, which is what it leads to."""
    told = msgspec.structs.asdict(hit) | {"valid_at": when(hit.valid_at), "iteration_id": hit.scope.iteration}
    told |= {"snippet": hit.snippet}
    del told["scope"]
    line = logged(hit.uid)
    return told | ({"task": line.task_uid or None} if line else {})
