"""What a process remembers: the same moment is read once, and never shown when something newer is known."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.moments import NOW, AsOf
from app.domain.payloads.common import StreamWaived
from app.errors import BadRequest, UnknownIteration
from app.lenses.views import GraphView
from app.use_cases.judge import judgement
from app.use_cases.look import look, matrix
from app.use_cases.looking import looking
from app.use_cases.remembered import Remembered
from app.use_cases.verdict import verdict_view
from tests.lenses.builders import NOW_MS, at, done, failed, task
from tests.lenses.structure_steps import graph as modules
from tests.use_cases.reading_store import fill, graph, scope

__all__ = ["graph"]


def workflow(graph: SqliteGraph, as_of: AsOf = NOW, now: int = NOW_MS) -> GraphView:
    """The DDE lens."""
    seen = look(graph, scope(), "dde", as_of, now)
    assert isinstance(seen, GraphView)
    return seen


def test_the_same_moment_is_read_once(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    memory = looking(graph)
    assert memory.state(scope(), NOW) is memory.state(scope(), NOW)
    assert look(graph, scope(), "dde", NOW, NOW_MS) is look(graph, scope(), "dde", NOW, NOW_MS + 1)


def test_a_new_event_is_seen_at_once(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    assert workflow(graph).counts == (("idle", "ready", 1),)
    fill(graph, *done("a"), first=1)
    assert workflow(graph).counts == (("pass", "done", 1),)


def test_a_late_event_changes_the_past_that_was_looked_at_before(graph: SqliteGraph) -> None:
    fill(graph, task("a"), first=5)
    past = AsOf(valid=at(6))
    assert len(workflow(graph, past).marks) == 1
    fill(graph, task("b"), first=3)
    assert len(workflow(graph, past).marks) == 2


def test_a_past_moment_is_judged_as_of_that_moment(graph: SqliteGraph) -> None:
    fill(graph, task("a"), *failed("a"))
    assert not judgement(graph, scope(), AsOf(valid=at(0)), NOW_MS).reasons
    assert [r.code for r in judgement(graph, scope(), NOW, NOW_MS).reasons] == ["task_failed"]


def test_a_waiver_that_ends_is_noticed_although_nothing_happened(graph: SqliteGraph) -> None:
    fill(graph, task("a"), ("bdv.stream.waived", StreamWaived(by="MK", reason="none yet", until=NOW_MS)))
    states = [verdict_view(graph, scope(), NOW, now).streams[1].state for now in (NOW_MS - 1, NOW_MS)]
    assert states == ["waived", "pending"]


def test_without_a_clock_the_last_known_moment_is_now(graph: SqliteGraph) -> None:
    fill(graph, task("a"), ("bdv.stream.waived", StreamWaived(by="MK", reason="none yet", until=at(2))))
    assert looking(graph).moment(scope(), NOW, None) == at(1)
    assert verdict_view(graph, scope(), NOW).streams[1].state == "waived"


def test_an_unknown_lens_and_level_are_refused_by_name(graph: SqliteGraph) -> None:
    fill(graph, task("a"))
    with pytest.raises(BadRequest, match="convergence, dde, bdv"):
        look(graph, scope(), "moon", NOW)
    with pytest.raises(BadRequest, match="module or component"):
        matrix(graph, scope(), "moon", NOW)


def test_an_unknown_iteration_is_said_so(graph: SqliteGraph) -> None:
    with pytest.raises(UnknownIteration):
        look(graph, scope("never"), "dde", NOW)


def test_the_matrix_comes_in_two_levels(graph: SqliteGraph) -> None:
    fill(graph, modules(("api.a", "api.b")))
    assert matrix(graph, scope(), "module", NOW).level == "module"
    assert matrix(graph, scope(), "component", NOW).level == "component"


def test_memory_is_bounded_and_forgets_what_was_used_least() -> None:
    memory, made = Remembered(2), list[str]()
    for key in ("a", "b", "a", "c", "a", "c", "b"):
        memory.get(key, partial(made.append, key))
    assert made == ["a", "b", "c", "b"]


def test_many_threads_may_look_at_once(graph: SqliteGraph) -> None:
    fill(graph, *(task(f"t{n}") for n in range(20)))
    moments = [AsOf(valid=at(n % 20)) for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda as_of: workflow(graph, as_of), moments))
    assert [len(view.marks) for view in seen] == [n % 20 + 1 for n in range(60)]
