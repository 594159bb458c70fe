"""Whole trips: bytes on the log → worker → stores → verdict, over files in a folder as users have them."""

import os
from pathlib import Path

import msgspec
import pytest

from app.cli.main import main
from app.desk import Desk
from app.domain import labels
from app.domain.graph import NodeId, Scope
from app.domain.moments import AsOf
from app.domain.state import read
from app.domain.statehash import timeless_hash
from app.domain.verdict import judge
from app.domain.verdict.history import VERDICT_NODE
from app.golden import GOLDEN
from app.ports import Message
from app.ports.search import Wanted
from app.wire import avro
from tests.workers.desks import desk_in, now
from workers.drain import drain


@pytest.fixture(scope="module")
def golden_desk(tmp_path_factory: pytest.TempPathFactory):
    desk = desk_in(tmp_path_factory.mktemp("golden"))
    for golden in GOLDEN.values():
        _tell(desk, golden.events("local"))
    _tell(desk, [_renamed(e) for e in GOLDEN["Iter-Golden-LateEvents"].in_order("local")])
    drain(desk)
    yield desk
    desk.close()


def _tell(desk: Desk, events) -> None:
    desk.log.append([Message(e.stream, e.iteration_id, avro.encode(e)) for e in events])


def _renamed(event):
    return msgspec.structs.replace(event, iteration_id="in-order")


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_iteration_reaches_its_verdict_through_the_whole_pipeline(golden_desk: Desk, name: str):
    snapshot = golden_desk.graph.snapshot(Scope("local", name))
    assert judge(read(snapshot), now()).verdict == GOLDEN[name].expected
    assert snapshot.nodes[VERDICT_NODE].props["verdict"] == GOLDEN[name].expected


def test_late_events_end_in_the_same_graph_as_the_same_events_in_order(golden_desk: Desk):
    late = timeless_hash(_base(golden_desk, "Iter-Golden-LateEvents"))
    assert late == timeless_hash(_base(golden_desk, "in-order"))


def _base(desk: Desk, iteration: str):
    """The entries without the node that is named after the iteration itself."""
    for entry in desk.graph.entries(Scope("local", iteration)):
        facts = tuple(f for f in entry.facts if f.entity[0] != labels.ITERATION)
        yield msgspec.structs.replace(entry, facts=facts)


def test_every_golden_iteration_is_searchable_and_measured(golden_desk: Desk):
    assert golden_desk.search.search("local", "refund", Wanted(only={"iteration": ["Iter-Golden-AllPass"]})).hits
    measures = golden_desk.metrics.measures(Scope("local", "Iter-Golden-TechDebt"))
    assert {"acc.blocking", "bdv.passed", "dde.tasks"} <= set(measures)


INPUTS = os.environ.get("MC_INPUTS", "")


@pytest.mark.skipif(not INPUTS, reason="MC_INPUTS names no folder of real inputs")
def test_the_usethis_timeline_moves_modules_violations_and_the_verdict(tmp_path: Path, monkeypatch):
    folder = Path(INPUTS) / "import-graphs" / "usethis-timeline"
    monkeypatch.setenv("MC_DATA", str(tmp_path))
    assert main(["ingest", str(folder), "--iteration", "usethis", "--project", "usethis"]) == 1  # two .ini files
    desk = desk_in(tmp_path)
    scope = Scope("local", "usethis")
    commits = sorted(c.since for c in desk.graph.snapshot(scope).labelled(labels.COMMIT))
    assert len(commits) == 24
    states = [read(desk.graph.snapshot(scope, AsOf(at))) for at in commits]
    judged = [judge(state, at) for state, at in zip(states, commits, strict=True)]
    assert len(states[0].of(labels.MODULE)) == 104
    assert len({len(s.of(labels.MODULE)) for s in states}) > 5
    assert {j.scope_note for j in judged} == {"ACC only"}
    assert {j.verdict.value for j in judged} == {"all_pass", "architectural_erosion"}
    assert all("does not add up" not in r.title for j in judged for r in j.reasons)
    desk.close()


def test_a_missing_node_is_not_made_up(golden_desk: Desk):
    assert NodeId("Task", "nobody") not in golden_desk.graph.snapshot(Scope("local", "Iter-Golden-AllPass")).nodes
