"""Words of the search suites: documents to keep, and what is found."""

from typing import Any

from app.domain.graph import Scope
from app.ports import Document, SearchIndex
from app.ports.search import Wanted

HERE = Scope("acme", "i1")


def document(uid: str, title: str, body: str = "", **more: Any) -> Document:
    return Document(**{"scope": HERE, "uid": uid, "kind": "Scenario", "title": title, "body": body, **more})


def keep(index: SearchIndex, *documents: Document) -> None:
    index.index("search", {}, documents)


def found(index: SearchIndex, query: str, tenant: str = "acme", **more: Any) -> list[str]:
    return [hit.uid for hit in index.search(tenant, query, Wanted(**more)).hits]
