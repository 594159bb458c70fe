"""Which indices there are: a template that says their form, numbered indices, and two names that lead to one of them.

``NAME`` is read, ``NAME-write`` is written to; both always lead to the same index, ``NAME-000001`` at first. An index
that is being built has the next number and no name leads to it; one request moves both names to it.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from app.adapters.opensearch.server import Doc, Server
from app.errors import SchemaTooNew, StoreUnavailable

TEMPLATE: Final[Doc] = msgspec.json.decode(Path(__file__).parent.with_name("opensearch_template.json").read_bytes())
VERSION: Final = int(TEMPLATE["template"]["mappings"]["_meta"]["version"])
_REBUILD: Final = "mission-control rebuild search"


class Forms:
    """The indices of one name on one server."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name, self.writing = server, name, f"{name}-write"
        self._lock = threading.Lock()
        self._made = False

    def make(self) -> None:
        """See to it that there is an index; of several that come at once one makes it. Raises SchemaTooNew."""
        with self._lock:
            if self._made:
                return
            self.server.ask(self._tell)
            if not self.server.ask(lambda client: client.indices.exists_alias(name=self.writing)):
                aliases = {self.name: {}, self.writing: {"is_write_index": True}}
                self.server.ask(lambda client: _created(client, f"{self.name}-000001", aliases))
            self._brought_up_to_date()
            self._made = True

    def unmake(self) -> None:
        """The server has lost something; what is there is looked for anew."""
        self._made = False

    def current(self) -> str:
        """The index that both names lead to. Raises StoreUnavailable."""
        found = self.server.ask(lambda client: client.indices.get_alias(name=self.writing))
        return str(next(iter(found)))

    def version(self) -> int:
        """The version of its form that the index in use was made with."""
        return self._version(self._mapping())

    def next(self) -> str:
        """A new index that no name leads to. Others of that kind go: nobody finished them."""
        current = self.current()
        names = self.server.ask(lambda client: list(client.indices.get(index=f"{self.name}-0*")))
        self.sweep()
        made = f"{self.name}-{max(int(name.rpartition('-')[2]) for name in names) + 1:06}"
        assert made > current, "numbers grow"
        self.server.ask(lambda client: _created(client, made, {}))
        return made

    def sweep(self) -> int:
        """Remove the indices that no name leads to. How many."""
        current = self.current()
        names = self.server.ask(lambda client: list(client.indices.get(index=f"{self.name}-0*")))
        others = [name for name in names if name != current]
        if others:
            self.server.ask(lambda client: client.indices.delete(index=",".join(others), ignore_unavailable=True))
        return len(others)

    def lead_to(self, index: str) -> None:
        """Both names lead to this index from now on, in one step; the one before goes."""
        before = self.current()
        actions: list[Doc] = [{"remove": {"index": before, "alias": name}} for name in (self.name, self.writing)]
        actions += [{"add": {"index": index, "alias": self.name}}]
        actions += [{"add": {"index": index, "alias": self.writing, "is_write_index": True}}]
        self.server.ask(lambda client: client.indices.update_aliases(body={"actions": actions}))
        self.sweep()

    def drop(self) -> None:
        """Remove everything of this name."""
        with OpenSearch(self.server.url) as client:
            client.indices.delete(index=f"{self.name}-0*", ignore_unavailable=True)
            client.indices.delete_index_template(name=self.name, ignore=404)

    def _tell(self, client: OpenSearch) -> None:
        """Put the template unless it is there in today's version; an older program leaves a newer one alone."""
        found = 0
        if client.indices.exists_index_template(name=self.name):
            (told,) = client.indices.get_index_template(name=self.name)["index_templates"]
            found = told["index_template"].get("version", 0)
        if found < VERSION:
            body = {**TEMPLATE, "index_patterns": [f"{self.name}-0*"], "version": VERSION}
            client.indices.put_index_template(name=self.name, body=body)

    def _brought_up_to_date(self) -> None:
        """Fields that came later are added to an index of before, so that it takes today's documents."""
        mapping = self._mapping()
        version = self._version(mapping)
        if version > VERSION:
            raise SchemaTooNew(
                f"the search index {self.name} at {self.server.url} is of version {version}, this program knows up "
                f"to {VERSION}: use the newer program, or another MC_NAMESPACE"
            )
        if version < VERSION:
            self.server.ask(self._add_fields)

    def _add_fields(self, client: OpenSearch) -> None:
        try:
            body = {"properties": TEMPLATE["template"]["mappings"]["properties"]}
            client.indices.put_mapping(index=self.writing, body=body)
        except RequestError as flaw:
            raise StoreUnavailable(
                f"the search index {self.name} at {self.server.url} has a form of before: {_REBUILD} builds it anew"
            ) from flaw

    def _mapping(self) -> Mapping[str, Any]:
        found = self.server.ask(lambda client: client.indices.get_mapping(index=self.writing))
        return dict(next(iter(found.values()))["mappings"])

    @staticmethod
    def _version(mapping: Mapping[str, Any]) -> int:
        return int(mapping.get("_meta", {}).get("version", 0))


def _created(client: OpenSearch, index: str, aliases: Doc) -> None:
    try:
        client.indices.create(index=index, body={"aliases": aliases})
    except RequestError as flaw:
        if flaw.error != "resource_already_exists_exception":
            raise
