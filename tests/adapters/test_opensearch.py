"""OpenSearch: the forms of before and after, and nothing that Elasticsearch 8 and 9 would not understand as well."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import OpenSearch

from app.adapters.opensearch import OpenSearchIndex
from app.adapters.opensearch.forms import TEMPLATE, VERSION
from app.errors import SchemaTooNew
from app.ports.search import FACETS, Wanted
from tests.contracts.documents import document, found, keep
from tests.contracts.servers import address, close, namespace, needs

pytestmark = needs("opensearch")

SHARED = re.compile(
    r"(HEAD|GET) /_alias/[^/]+"
    r"|(HEAD|GET|PUT|DELETE) /_index_template/[^/]+"
    r"|(GET|PUT|DELETE) /[^/_]+"
    r"|(GET|PUT) /[^/]+/_mapping"
    r"|POST /_aliases"
    r"|POST /[^/]+/(_bulk|_mget|_search|_delete_by_query)"
)
"""What is asked of the server: each is in the reference of OpenSearch 1 to 3 and of Elasticsearch 8 and 9."""


@pytest.fixture
def client() -> Iterator[OpenSearch]:
    with OpenSearch(address("MC_OPENSEARCH")) as opened:
        yield opened


@pytest.fixture
def index(tmp_path: Path) -> Iterator[OpenSearchIndex]:
    opened = OpenSearchIndex(address("MC_OPENSEARCH"), namespace(tmp_path))
    yield opened
    close(opened)


def of_version(client: OpenSearch, name: str, version: int, *without: str) -> None:
    """An index as a program of another version made it."""
    form = TEMPLATE["template"]
    fields = {field: told for field, told in form["mappings"]["properties"].items() if field not in without}
    mappings = {**form["mappings"], "properties": fields, "_meta": {"version": version}}
    aliases: dict[str, Any] = {f"{name}-search": {}, f"{name}-search-write": {"is_write_index": True}}
    body = {"settings": form["settings"], "mappings": mappings, "aliases": aliases}
    client.indices.create(index=f"{name}-search-000001", body=body)


def test_an_index_of_before_takes_todays_documents_and_advises_to_build_it_anew(
    index: OpenSearchIndex, client: OpenSearch, tmp_path: Path
) -> None:
    of_version(client, namespace(tmp_path), VERSION - 1, "rule", "trace_id")
    keep(index, document("v1", "Cart imports till", rule="layers", trace_id="a" * 32))
    assert found(index, "cart", only={"rule": ["layers"]}) == ["v1"]
    assert f"version {VERSION - 1}" in index.advice()
    fresh = index.fresh()
    keep(fresh, *index.documents())
    index.switch(fresh)
    fresh.close()
    assert index.advice() == ""
    assert found(index, "cart", only={"rule": ["layers"]}) == ["v1"]


def test_an_index_of_a_newer_program_is_left_alone(
    index: OpenSearchIndex, client: OpenSearch, tmp_path: Path
) -> None:
    of_version(client, namespace(tmp_path), VERSION + 1)
    with pytest.raises(SchemaTooNew, match="use the newer program"):
        keep(index, document("v1", "Cart"))


def test_both_names_lead_to_one_index_made_by_the_template(
    index: OpenSearchIndex, client: OpenSearch, tmp_path: Path
) -> None:
    index.ping()
    name = f"{namespace(tmp_path)}-search"
    (template,) = client.indices.get_index_template(name=name)["index_templates"]
    assert template["index_template"]["index_patterns"] == [f"{name}-0*"]
    for number in (1, 2):
        read = client.indices.get_alias(name=name)
        written = client.indices.get_alias(name=f"{name}-write")
        assert read.keys() == written.keys() == {f"{name}-{number:06}"}
        assert client.indices.get(index=f"{name}-0*").keys() == read.keys()
        settings = client.indices.get_settings(index=name)
        assert all(one["settings"]["index"]["number_of_shards"] == "1" for one in settings.values())
        fresh = index.fresh()
        index.switch(fresh)
        fresh.close()


def test_nothing_is_asked_that_elasticsearch_does_not_know(
    index: OpenSearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    transport = type(index._server.client.transport)
    perform = transport.perform_request

    def listening(self: Any, method: str, url: str, *more: Any, **told: Any) -> Any:
        asked.append(f"{method} {url}")
        return perform(self, method, url, *more, **told)

    monkeypatch.setattr(transport, "perform_request", listening)
    index.index("search", {"dde-1": 5}, [document("s1", "Login", accepted=1)], starts={})
    for order in ("best", "newest"):
        index.search("acme", "login", Wanted(only={"kind": ["Scenario"]}, order=order, facets=FACETS))  # type: ignore[arg-type]
    assert len(list(index.documents())) == 1
    index.forget({"standard": 4_000_000_000_000})
    index.switch(index.fresh())
    index.advice()
    index.ping()
    assert len(asked) > 15
    assert [one for one in asked if not SHARED.fullmatch(one)] == []
