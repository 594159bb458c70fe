"""Documents and positions as bulk requests.

Documents go first, each with the acceptance of what it tells as its version, so that an older one never takes the
place of a newer one, whoever comes with it and however often. The positions follow once all documents are there,
each only if nobody has moved it meanwhile; so no position is ever ahead of its documents.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec
from opensearchpy import OpenSearch

from app.adapters.opensearch.server import Doc, Server
from app.errors import StoreUnavailable
from app.ports import Document, Positions

_REQUEST_BYTES: Final = 4 * 1024 * 1024
_CONFLICT: Final = 409

Row = tuple[Doc, Doc]
"""An action, and what it is done with."""


class Places:
    """Where a consumer stands in an index, as the index itself says, and how to move it unless another did."""

    def __init__(self, server: Server, index: str, consumer: str, lanes: Sequence[str]) -> None:
        self._server, self._index, self._consumer = server, index, consumer
        ids = [_place_id(consumer, lane) for lane in lanes]
        found = server.ask(lambda client: client.mget(body={"ids": ids}, index=index))["docs"] if ids else []
        self._found: dict[str, Mapping[str, Any]] = dict(zip(lanes, found, strict=True))

    def check(self, starts: Positions) -> None:
        """Return when the consumer stands there. Raises StoreUnavailable."""
        for lane in self._found:
            if self._at(lane) != starts.get(lane, 0):
                raise StoreUnavailable(
                    f"the search index {self._index} stands at {self._at(lane)} of {lane}, not at "
                    f"{starts.get(lane, 0)}: another has been at work, or another index has taken its place"
                )

    def move(self, positions: Positions) -> None:
        """Write the positions that change, unless another has moved them. Raises StoreUnavailable."""
        rows = [self._row(lane, place) for lane, place in positions.items() if self._at(lane) != place]
        for body in requests(rows):
            _bulk(self._server, self._index, body, visible=True, may_conflict=False)

    def _at(self, lane: str) -> int:
        row = self._found[lane]
        return int(row["_source"]["next"]) if row.get("found") else 0

    def _row(self, lane: str, place: int) -> Row:
        row, number = self._found[lane], _place_id(self._consumer, lane)
        source = {"consumer": self._consumer, "lane": lane, "next": place}
        if not row.get("found"):
            return {"create": {"_id": number}}, source
        seen = {"if_seq_no": row["_seq_no"], "if_primary_term": row["_primary_term"]}
        return {"index": {"_id": number, **seen}}, source


def write(server: Server, index: str, documents: Sequence[Document], *, visible: bool) -> None:
    """Keep the documents, of one uid the latest told. Raises StoreUnavailable."""
    latest: dict[str, Document] = {}
    for document in documents:
        number = _document_id(document)
        if number not in latest or latest[number].accepted <= document.accepted:
            latest[number] = document
    bodies = list(requests([_kept(number, document) for number, document in latest.items()]))
    for count, body in enumerate(bodies, 1):
        _bulk(server, index, body, visible=visible and count == len(bodies), may_conflict=True)


def requests(rows: Sequence[Row]) -> Iterator[bytes]:
    """The rows in their order as bodies of bulk requests, none of them too large."""
    lines: list[bytes] = []
    size = 0
    for action, source in rows:
        pair = [msgspec.json.encode(action), msgspec.json.encode(source)]
        if lines and size + len(pair[1]) > _REQUEST_BYTES:
            yield b"\n".join([*lines, b""])
            lines, size = [], 0
        lines += pair
        size += sum(map(len, pair))
    if lines:
        yield b"\n".join([*lines, b""])


def _bulk(server: Server, index: str, body: bytes, *, visible: bool, may_conflict: bool) -> None:
    """One request. ``visible``: all that was written can be found from now on, and nothing of it before.

    ``may_conflict``: a newer one that is there already is no error.
    """
    answer = server.ask(partial(_sent, index=index, body=body, visible=visible))
    if not answer["errors"]:
        return
    for item in answer["items"]:
        (told,) = item.values()
        if "error" in told and not (may_conflict and told["status"] == _CONFLICT):
            raise StoreUnavailable(f"search at {server.url} refused: {told['error'].get('reason', told['error'])}")


def _sent(client: OpenSearch, index: str, body: bytes, *, visible: bool) -> Any:
    return client.bulk(body=body, index=index, refresh="true" if visible else "false")


def _kept(number: str, document: Document) -> Row:
    fields = msgspec.to_builtins(document)
    tenant, iteration = fields.pop("scope")
    source = {"tenant": tenant, "iteration": iteration, **{k: v for k, v in fields.items() if v != ""}}
    version = {"version": max(document.accepted, 1), "version_type": "external_gte"}
    return {"index": {"_id": number, **version}}, {"title": "", **source}


def _document_id(document: Document) -> str:
    """Ids may have 512 bytes, uids are longer at times."""
    return hashlib.sha256("\0".join((*document.scope, document.uid)).encode()).hexdigest()


def _place_id(consumer: str, lane: str) -> str:
    return f"position|{consumer}|{lane}"
