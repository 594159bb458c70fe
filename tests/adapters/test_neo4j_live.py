"""The live graph in Neo4j: what is believed now, as people find it there."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.adapters.neo4j_graph import Neo4jGraph
from app.adapters.neo4j_graph.shapes import Home, native, uid_of
from app.domain.fold import fold
from app.domain.graph import Entry, Fact, Node, NodeId, Op, Scope, Snapshot
from app.domain.moments import NOW, known_ms
from app.ports import Batch
from tests.adapters.live_graph import Live
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import address, neo4j_database, neo4j_graph
from tests.contracts.histories import NODES, batches, entry, moved_to
from tests.contracts.servers import close, namespace, offered
from tests.golden.replays import entries_of

_numbers = itertools.count()
Found = dict[str, tuple[list[str], dict[str, Any]]]


class Seen(Live):
    """A graph, and what somebody finds in the database beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(neo4j_database(), namespace(address(folder)))
        self.graph: Neo4jGraph = neo4j_graph(address(folder))


@pytest.fixture(params=offered(["neo4j"]))
def seen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Seen]:
    seen = Seen(tmp_path)
    yield seen
    close(seen.graph)
    seen.database.close()


@given(cut=batches())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_live_graph_is_the_snapshot_of_now(seen: Seen, cut: list[list[Entry]]) -> None:
    scope = Scope("acme", f"iteration-{next(_numbers)}")
    arrived: list[Entry] = []
    for part in moved_to(scope, cut):
        check.bring(seen.graph, [part])
        arrived += part
        seen.agrees(scope, arrived)


def test_values_are_kept_as_neo4j_knows_them_and_nothing_is_lost_to_names_of_its_own() -> None:
    assert native(["a", "b"]) == ["a", "b"]
    assert native([1, "b"]) == '[1,"b"]'
    assert native({"a": [None]}) == '{"a":[null]}'
    node = Node(NodeId("Task", "a"), {"uid": "x", "uid_": "y", "name": "n"}, {"name": 7}, 5)
    *_, said = Home("g", Scope("t", "i")).node(node, 9 << 20)
    assert (said["uid"], said["uid_"], said["uid__"], said["name"]) == ("Task/a", "x", "y", "n")
    assert (said["since"], said["valid_from"], said["observed_at"]) == (5, 7, 9)
    assert known_ms(9 << 20) == 9


def test_a_key_of_any_length_finds_a_place() -> None:
    longs = [NodeId("Task", "x" * 50_000 + end) for end in "ab"]
    assert len({uid_of(node) for node in longs}) == 2
    assert all(len(uid_of(node)) < 1_200 for node in longs)
    assert uid_of(NodeId("Task", "a")) == "Task/a"


def test_tenants_do_not_meet(seen: Seen) -> None:
    ours, theirs = Scope("acme", "i1"), Scope("other", "i1")
    for scope, name in ((ours, "ours"), (theirs, "theirs")):
        declared = Fact(NODES[0], 1_000, {"name": name}, Op.DECLARE)
        seen.graph.append(Batch("ingest", {}, [entry("k", [declared], 1, scope)]))
    removed = Fact(NODES[0], 1_001, {}, Op.REMOVE)
    seen.graph.append(Batch("ingest", {}, [entry("k2", [removed], 2, theirs)]))
    assert [said["name"] for _, _, said in seen.nodes(ours)] == ["ours"]
    assert seen.nodes(theirs) == []


def test_a_person_finds_the_failed_tasks_and_the_modules_they_touch_as_the_guide_says(seen: Seen) -> None:
    entries = entries_of("Iter-Golden-SystemicFailure")
    seen.graph.append(Batch("ingest", {}, entries))
    guide = (Path(__file__).parents[2] / "docs" / "neo4j.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```cypher\n(.*?)```", guide, re.DOTALL)
    ours = {"mission-control": seen.name, "local": "acme", "shop": "Iter-Golden-SystemicFailure"}
    for theirs, name in ours.items():
        query = query.replace(f"'{theirs}'", f"'{name}'")
    rows = seen.database.run(query)
    found = {task: (error, set(names)) for task, error, _, names in rows}
    assert found == touched(fold(entries, NOW))
    assert set(found) == {"DB.Ledger", "INT.PspGateway"}
    assert any(names for _, names in found.values())
    assert any(requirements for _, _, requirements, _ in rows)


def touched(now: Snapshot) -> dict[str, tuple[str, set[str]]]:
    """Of each failed task its error, and the modules in what its requirement's tasks made."""
    to: dict[tuple[str, NodeId], list[NodeId]] = {}
    for edge in now.edges:
        to.setdefault((edge.kind, edge.source), []).append(edge.target)
    found: dict[str, tuple[str, set[str]]] = {}
    for task in now.labelled("Task"):
        if task.get("status") == "FAILED":
            needed = {
                end for (kind, _), ends in to.items() if kind == "FULFILLED_BY" and task.id in ends for end in ends
            }
            made = {artifact for one in needed for artifact in to.get(("GENERATES", one), [])}
            modules = {module for artifact in made for module in to.get(("CONTAINS", artifact), [])}
            found[task.id.key] = (task.get("error_message"), {now.nodes[module].get("name") for module in modules})
    return found
