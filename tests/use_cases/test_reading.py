"""Timeline, overview, detail, spine and comparison as pages ask for them."""

from itertools import pairwise

import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.fold import fold
from app.domain.graph import Fact, NodeId, Op
from app.domain.moments import NOW, AsOf, last_acceptance_of
from app.errors import UnknownIteration, UnknownNode
from app.lenses.views import GraphView
from app.ports import Batch
from app.use_cases.compare import compare
from app.use_cases.detail import detail
from app.use_cases.look import look
from app.use_cases.overview import latest, overview, title_of
from app.use_cases.spine import spine
from app.use_cases.timeline import timeline
from tests.lenses.builders import NOW_MS, Step, at, done, entries, failed, feature, interface, locked, ran, task
from tests.lenses.structure_steps import graph as modules
from tests.use_cases.reading_store import TENANT, fill, graph, scope

__all__ = ["graph"]

VERDICT = NodeId("Verdict", "current")


def recorded(graph: SqliteGraph, minute: int, verdict: str) -> None:
    """The verdict as the worker records it."""
    cause = entries([task("x")], first=minute)[0]
    fact = Fact(VERDICT, at(minute), {"verdict": verdict, "checked": at(minute)}, Op.PATCH)
    kind = "convergence.verdict.recorded"
    entry = type(cause)(scope(), f"v{minute}", f"v{minute}", kind, at(minute), cause.accepted, (fact,), VERDICT.uid)
    graph.append(Batch("conclude", {}, [entry]))


def life() -> list[Step]:
    return [task("a"), *failed("a"), *done("a")]


def test_the_dock_shows_the_whole_life_with_its_verdicts(graph: SqliteGraph) -> None:
    fill(graph, *life())
    recorded(graph, 2, "mixed_failure")
    found = timeline(graph, scope())
    assert (found.start, found.end) == (at(0), at(4))
    assert [s.verdict for s in found.band] == ["pending", "mixed_failure"]
    assert [(t.kind, t.node) for t in found.ticks] == [("failed", "Task/a"), ("done", "Task/a")]
    assert found.revision == graph.revision(scope())


def test_the_dock_as_known_then_knows_less(graph: SqliteGraph) -> None:
    fill(graph, *life())
    assert timeline(graph, scope(), last_acceptance_of(at(2))).end == at(2)


def test_the_overview_has_a_row_per_iteration_of_the_tenant(graph: SqliteGraph) -> None:
    fill(graph, *life())
    fill(graph, task("a"), iteration="J")
    rows = overview(graph, TENANT, NOW_MS)
    assert [(r.iteration, r.events, r.last_valid) for r in rows] == [("I", 5, at(4)), ("J", 1, at(0))]
    assert overview(graph, "other", NOW_MS) == ()


def test_what_is_told_of_events_is_the_same_however_often_they_were_judged(graph: SqliteGraph) -> None:
    fill(graph, *life())
    before, (row,) = timeline(graph, scope()), overview(graph, TENANT, NOW_MS)
    recorded(graph, 2, "mixed_failure")
    recorded(graph, 3, "mixed_failure")
    after, (judged,) = timeline(graph, scope()), overview(graph, TENANT, NOW_MS)
    assert (after.density, after.ticks, after.moments) == (before.density, before.ticks, before.moments)
    assert judged.events == row.events == sum(after.density) == 5


def test_the_newest_iteration_is_the_one_to_begin_with(graph: SqliteGraph) -> None:
    with pytest.raises(UnknownIteration, match="no event of tenant 'acme'"):
        latest(graph, TENANT)
    fill(graph, task("a"), iteration="J")
    fill(graph, *life())
    assert latest(graph, TENANT) == "I"
    assert title_of(graph, scope(), NOW)["title"] == "I"


def test_the_panel_tells_of_its_moment_and_not_of_later_ones(graph: SqliteGraph) -> None:
    fill(graph, *life())
    then, now = (detail(graph, scope(), "Task/a", as_of, NOW_MS) for as_of in (AsOf(valid=at(2)), NOW))
    assert (then.title, now.title) == ("Failed after 1 attempt", "Done")
    assert len(then.history) == 3 and len(now.history) == 5


def test_a_mark_below_a_star_leads_to_its_node(graph: SqliteGraph) -> None:
    fill(graph, interface("Pay"), locked("Pay"))
    assert detail(graph, scope(), "InterfaceContract/Pay:1.0»Task/IF.Pay", NOW).id == "Task/IF.Pay"


def test_marks_that_are_no_node_have_a_panel_and_light_up_what_they_stand_for(graph: SqliteGraph) -> None:
    names = [f"api.p{n:02}.m{m:02}" for n in range(25) for m in range(20)]
    fill(graph, feature("x", "a", tags=["@contract:Pay:v1.0"]), modules(*pairwise(names)))
    drawn = look(graph, scope(), "acc", NOW)
    assert isinstance(drawn, GraphView)
    for uid in (drawn.marks[0].id, "Missing/Pay:1.0", "Stream/bdv", "Verdict/current"):
        assert detail(graph, scope(), uid, NOW, NOW_MS).id == uid
        assert uid in spine(graph, scope(), uid, NOW, NOW_MS).members
    assert detail(graph, scope(), drawn.marks[0].id, NOW).title == "20 modules, 0 with a finding"
    assert "Scenario/S.a" in spine(graph, scope(), "Missing/Pay:1.0", NOW).members


def test_a_node_that_is_not_there_is_named(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    with pytest.raises(UnknownNode, match="Task/b"):
        detail(graph, scope(), "Task/b", NOW)
    for uid in ("nonsense", "Package/none", "Missing/Pay:9", "Stream/moon"):
        with pytest.raises(UnknownNode, match="Label/key"):
            spine(graph, scope(), uid, NOW)


def test_the_spine_goes_through_the_node_asked_for(graph: SqliteGraph) -> None:
    fill(graph, interface("Pay"), locked("Pay"), feature("x", "a", tags=["@contract:Pay:v1.0"]))
    found = spine(graph, scope(), "Scenario/S.a", NOW)
    assert {"BehavioralSpec/F.x", "InterfaceContract/Pay:1.0", "Task/IF.Pay"} <= set(found.members)


def test_two_moments_are_compared_with_what_happened_between(graph: SqliteGraph) -> None:
    fill(graph, *life(), task("b"))
    found = compare(graph, scope(), AsOf(valid=at(2)), NOW, NOW_MS)
    assert [(m.id, m.change, m.text, m.decisive) for m in found.changes] == [
        ("Task/a", "changed", "failed → done", True),
        ("Task/b", "added", "new, ready", False),
    ]
    assert [t.at for t in found.how] == [at(4)]
    assert (found.added, found.gone, found.changed) == (("Task/b",), (), ("Task/a",))


def test_a_moment_compared_with_itself_shows_nothing(graph: SqliteGraph) -> None:
    fill(graph, *life(), feature("x", "a"), ran("a"))
    found = compare(graph, scope(), NOW, NOW, NOW_MS)
    assert (found.changes, found.how) == ((), ())
    snapshot = fold(graph.entries(scope()), NOW)
    assert (found.same_nodes, found.same_links) == (len(snapshot.nodes), len(snapshot.edges))
