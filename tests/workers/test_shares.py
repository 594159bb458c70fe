"""Several workers share the stream, in any way and however often that changes: the effects are those of one."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.sqlite_graph import SqliteGraph
from app.adapters.sqlite_log import SqliteLog
from app.desk import Desk
from app.domain.events import Event
from app.domain.graph import NodeId, Scope
from app.domain.partitions import SHARES, share_of
from app.domain.payloads.bdv import ScenarioSpec
from app.domain.statehash import state_hash
from app.errors import StoreUnavailable
from app.ports import UNDIVIDED, GraphStore, Message, Undivided
from app.use_cases.conclude import VERDICT_NODE
from app.wire import avro
from tests.builders import event
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.ingest import Ingest

WORKERS = 3
ITERATIONS = tuple(f"i{n}" for n in range(6))
ACTS = st.one_of(
    st.tuples(st.just("events"), st.integers(0, len(ITERATIONS) - 1), st.integers(1, 9)),
    st.tuples(st.just("step"), st.integers(0, WORKERS - 1), st.just(0)),
    st.tuples(st.just("later"), st.just(0), st.integers(1, 1_500)),
    st.tuples(st.just("give"), st.integers(0, WORKERS - 1), st.integers(0, max(SHARES))),
    st.tuples(st.just("die"), st.integers(0, WORKERS - 1), st.just(0)),
    st.tuples(st.just("cut off"), st.integers(0, WORKERS - 1), st.just(0)),
)


class Hand(Undivided):
    """The shares that one worker believes to be its own."""

    def __init__(self) -> None:
        self.held: frozenset[int] = frozenset()
        self.cut_off = False

    def mine(self, group: str) -> frozenset[int]:
        return self.held

    def hold(self, shares: frozenset[int]) -> None:
        """Told of them, unless it is cut off: then it goes on with what it knows."""
        if not self.cut_off:
            self.held = shares


class Works:
    """Some workers on one log and one graph, as whoever deals the shares sees them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.owner = {share: share % WORKERS for share in SHARES}
        self.hands = [Hand() for _ in range(WORKERS)]
        self.workers: list[Ingest | None] = [None] * WORKERS
        self._deal()

    def act(self, what: str, which: int, number: int) -> None:
        if what == "step":
            self._step(which)
        elif what == "give":
            self.owner[number] = which
            self._deal()
        elif what == "die":
            self.workers[which], self.hands[which].cut_off = None, False
            self._deal()
        elif what == "cut off":
            self.hands[which].cut_off = True

    def _deal(self) -> None:
        for n, hand in enumerate(self.hands):
            hand.hold(frozenset(share for share, owner in self.owner.items() if owner == n))

    def _step(self, which: int) -> None:
        with suppress(StoreUnavailable):
            worker = self.workers[which] or Ingest(replace(self.desk, shares=self.hands[which]), batch=7)
            self.workers[which] = worker
            worker.step()


def told(iteration: str, number: int) -> list[Event]:
    """What a run of one scenario tells, the n-th of its iteration; every third fails."""
    outcome, run, minute = ("failed", "completed", "completed")[number % 3], f"r{number}", number * 10
    scenarios = [ScenarioSpec(scenario_id="S.1", name="one", line=7)]
    feature = {"feature_id": "F.1", "feature_path": "a.feature", "name": "A", "scenarios": scenarios}
    status = "FAILED" if outcome == "failed" else "PASSED"
    about = {"suite": "s", "run_id": run}
    task = {"iteration": iteration, "task_id": f"T{number}", "requirement_id": f"R{number}"}
    return [
        event("bdv.iteration.declared", minute, iteration=iteration, required_streams=["bdv"]),
        event("dde.task.created", minute, **task),
        event("bdv.run.started", minute, iteration=iteration, **about),
        event("bdv.feature.discovered", minute, iteration=iteration, **about, **feature),
        event(f"bdv.scenario.{outcome}", minute + 1, iteration=iteration, scenario_id="S.1", status=status, **about),
        event("bdv.run.completed", minute + 2, iteration=iteration, counts={"scenarios": 1}, **about),
        event("dde.requirement.created", minute, iteration=iteration, requirement_id=f"R{number}", name="x"),
    ]


@contextmanager
def at_work(clock: list[int]) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        log = SqliteLog(Path(folder) / "told.db", lambda: clock[0])
        with closing(desk_in(Path(folder))) as desk:
            yield replace(desk, log=log, clock=lambda: clock[0])


def state(graph: GraphStore) -> dict[Scope, tuple[str, list[object]]]:
    """Of each iteration its state hash and the history of its verdict."""
    scopes = [info.scope for info in graph.scopes()]
    return {
        scope: (state_hash(graph.entries(scope)), [v.props for v in graph.history(scope, VERDICT_NODE)])
        for scope in scopes
    }


def alone(desk: Desk, clock: list[int]) -> dict[Scope, tuple[str, list[object]]]:
    """What one worker that nobody disturbs makes of the log."""
    with tempfile.TemporaryDirectory() as folder, closing(SqliteGraph(Path(folder) / "graph.db")) as graph:
        drain(replace(desk, graph=graph, shares=UNDIVIDED))
        return state(graph)


def published(desk: Desk) -> list[str]:
    """The ids of the conclusions on the log, each once, in order."""
    ids = [avro.decode(record.value).event_id for record in desk.log.read(["convergence"], {}, 10_000)]
    return sorted(set(ids))


@given(acts=st.lists(ACTS, min_size=10, max_size=60))
@settings(max_examples=25, deadline=None)
def test_shares_handed_around_lose_nothing_and_double_nothing(acts: Sequence[tuple[str, int, int]]) -> None:
    clock = [1_790_000_000_000]
    with at_work(clock) as desk:
        works, counts = Works(desk), dict.fromkeys(ITERATIONS, 0)
        for what, which, number in acts:
            if what == "events":
                iteration = ITERATIONS[which]
                events = told(iteration, counts[iteration])[:number]
                desk.log.append([Message(one.stream, iteration, avro.encode(one)) for one in events])
                counts[iteration] += 1
            clock[0] += number if what == "later" else 1
            works.act(what, which, number)
        clock[0] += 10_000
        drain(desk)
        once = published(desk)
        assert state(desk.graph) == alone(desk, clock)
        assert published(desk) == once


def test_what_lies_in_a_share_of_another_iteration_is_sent_to_its_own(tmp_path: Path) -> None:
    stranger = next(key for key in map(str, range(100)) if share_of(key) != share_of("i0"))
    with closing(desk_in(tmp_path)) as desk:
        desk.log.append([Message(one.stream, stranger, avro.encode(one)) for one in told("i0", 1)])
        drain(desk)
        for topic in ("dde", "bdv"):
            assert {record.key for record in desk.log.read([topic], {}, 100)} == {stranger, "i0"}
        nodes = desk.graph.snapshot(Scope("t", "i0")).nodes
        assert nodes[NodeId("Scenario", "S.1")].props["outcome"] == "PASSED"
        assert {NodeId("Task", "T1"), VERDICT_NODE} <= nodes.keys()
