"""A history that is written out answers in Cypher what the store itself answers."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from app.adapters.neo4j_graph import Neo4jChronicle, Neo4jDatabase
from app.adapters.neo4j_graph.chronicle import HISTORY, entity_name
from app.adapters.neo4j_graph.shapes import native
from app.adapters.sqlite_graph import SqliteGraph
from app.domain.fold import diff, fold
from app.domain.graph import Edge, Entry, Node, NodeId, Op, Scope, Snapshot
from app.domain.moments import LATEST, AsOf, known_ms, last_acceptance_of
from app.ports import Batch
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import neo4j_database
from tests.contracts.histories import ACCEPTED, TIMES, histories
from tests.contracts.servers import namespace, needs
from tests.golden.replays import TENANT, entries_of

pytestmark = needs("neo4j")

DEBT = "Iter-Golden-TechDebt"
_numbers = itertools.count()
FOR_EVER = 1 << 60
Found = dict[str, tuple[bool, str]]


class Asked:
    """Somebody who asks the database as they would in Neo4j Browser."""

    def __init__(self, folder: Path) -> None:
        self.database: Neo4jDatabase = neo4j_database()
        self.name = namespace(folder)
        self.chronicle = Neo4jChronicle(self.database, self.name)

    def rows(self, query: str, scope: Scope, **values: Any) -> list[tuple[Any, ...]]:
        home = {"graph": self.name, "tenant": scope.tenant, "iteration": scope.iteration}
        return self.database.run(HISTORY[query], **home, **values)

    def found(self, query: str, scope: Scope, **values: Any) -> Found:
        """Of each entity whether it is a stub, and its properties."""
        rows = self.rows(query, scope, **values)
        return {entity: (stub, strict(dict(properties))) for entity, stub, properties in rows}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    somebody = Asked(tmp_path)
    yield somebody
    somebody.database.run("MATCH (s:Statement {graph: $g}) DETACH DELETE s", g=somebody.name)
    somebody.database.close()


def strict(properties: dict[str, Any]) -> str:
    return check.strict({name: plain(value) for name, value in properties.items()})


def plain(value: Any) -> Any:
    """As Neo4j has it; maps, which it has as JSON, in whatever order."""
    kept = native(value)
    return json.loads(kept) if isinstance(kept, str) and kept[:1] in ("{", "[") else kept


def expected(snapshot: Snapshot) -> Found:
    everything: list[Node | Edge] = [*snapshot.nodes.values(), *snapshot.edges.values()]
    return {entity_name(one.id): (one.stub, strict(dict(one.props))) for one in everything}


@given(history=histories())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_as_of_and_known_at_are_the_fold_at_every_moment(asked: Asked, history: list[Entry]) -> None:
    scope = Scope("acme", f"iteration-{next(_numbers)}")
    entries = [msgspec.structs.replace(one, scope=scope, accepted=one.accepted << 20) for one in history]
    said = asked.chronicle.tell(scope, entries)
    assert said == len(asked.database.run("MATCH (s:Statement {iteration: $i}) RETURN s", i=scope.iteration))
    for valid, known in itertools.product((TIMES[0], TIMES[3], FOR_EVER), (ACCEPTED[2], FOR_EVER)):
        moment = AsOf(min(valid, LATEST), last_acceptance_of(known) if known < FOR_EVER else LATEST)
        assert asked.found("as-of", scope, valid=valid, known=known) == expected(fold(entries, moment))
    known_then = fold(entries, AsOf(LATEST, last_acceptance_of(ACCEPTED[4])))
    assert asked.found("known-at", scope, known=ACCEPTED[4]) == expected(known_then)


def test_of_a_whole_iteration_as_of_diff_and_history_are_the_stores_own_answers(asked: Asked, tmp_path: Path) -> None:
    entries, scope = entries_of(DEBT)[:500], Scope(TENANT, DEBT)
    store = SqliteGraph(tmp_path / "graph.db")
    store.append(Batch("ingest", {}, entries))
    asked.chronicle.tell(scope, entries)
    first, middle = entries[len(entries) // 3], entries[len(entries) // 2]
    then, later = (AsOf(one.valid_at, last_acceptance_of(known_ms(one.accepted))) for one in (first, middle))
    sides = {side: [one.valid_at, known_ms(one.accepted)] for side, one in (("before", first), ("after", middle))}
    assert asked.found("as-of", scope, valid=sides["after"][0], known=sides["after"][1]) == expected(
        store.snapshot(scope, later)
    )
    apart = store.diff(scope, then, later)
    assert apart == diff(store.snapshot(scope, then), store.snapshot(scope, later))
    rows = asked.rows("diff", scope, **sides)
    by_kind = {what: {row[1] for row in rows if row[0] == what} for what in ("added", "removed", "changed")}
    assert by_kind["added"] == {entity_name(one) for one in apart.added}
    assert by_kind["removed"] == {entity_name(one) for one in apart.removed}
    changed = {row[1]: (strict(dict(row[2])), strict(dict(row[3]))) for row in rows if row[0] == "changed"}
    assert changed == {entity_name(c.entity): (strict(dict(c.before)), strict(dict(c.after))) for c in apart.changed}
    assert len(by_kind["added"]) > 10
    assert len(changed) > 3
    node = next(one for one in store.snapshot(scope).nodes if one.label == "Task")
    assert told_of(asked, scope, node) == kept_of(store, scope, node)
    store.close()


def told_of(asked: Asked, scope: Scope, node: NodeId) -> list[tuple[Any, ...]]:
    rows = asked.rows("history", scope, entity=entity_name(node))
    return sorted(
        (valid, known, name, check.strict({"": plain(value)}))
        for valid, known, name, value, *_ in rows
        if name != "*"
    )


def kept_of(store: SqliteGraph, scope: Scope, node: NodeId) -> list[tuple[Any, ...]]:
    return sorted(
        (version.valid_at, known_ms(version.accepted), name, strict({"": value}))
        for version in store.history(scope, node)
        for name, value in version.props.items()
        if version.op is not Op.VOID
    )


def test_what_was_written_out_goes_again_and_that_of_another_tenant_stays(asked: Asked) -> None:
    ours, theirs = Scope("acme", "i"), Scope("other", "i")
    entries = entries_of(DEBT)[:20]
    assert asked.chronicle.tell(ours, entries) == asked.chronicle.tell(ours, entries)
    asked.chronicle.tell(theirs, entries)
    asked.chronicle.forget(ours)
    assert asked.found("as-of", ours, valid=FOR_EVER, known=FOR_EVER) == {}
    assert asked.found("as-of", theirs, valid=FOR_EVER, known=FOR_EVER)
