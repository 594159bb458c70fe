"""The worker that works out ahead what is asked first."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.memory_cache import MemoryCache
from app.adapters.prometheus_telemetry import PrometheusTelemetry
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.domain.verdict.history import VERDICT_NODE, concluded
from app.golden import GOLDEN
from app.lenses import LENSES
from app.measured import watched
from app.use_cases.asked_first import project
from app.use_cases.look import look
from app.use_cases.looking import looking
from app.use_cases.overview import overview
from app.use_cases.post import send
from app.use_cases.progress import JUDGE
from app.use_cases.verdict import verdict_view
from app.wire.avro import encode
from tests.builders import event
from tests.telling import Read
from tests.workers.desks import desk_in
from workers.drain import drain
from workers.projections import PROJECTIONS, Projections
from workers.readers import PROJECTED

NAME = "Iter-Golden-TechDebt"
HERE = Scope("local", NAME)


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache(lambda: 0)


@pytest.fixture
def desk(tmp_path: Path, cache: MemoryCache) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        looking(opened.graph).share(cache)
        yield opened


@pytest.fixture
def page(desk: Desk, cache: MemoryCache, tmp_path: Path) -> Iterator[Desk]:
    """A process that only reads, and of which is told what it asked."""
    with contextlib.closing(watched(desk_in(tmp_path, "reader"), PrometheusTelemetry())) as opened:
        looking(opened.graph).share(cache)
        yield opened


def bring(desk: Desk, *events: object) -> None:
    for _ in send(desk.log, encode, events):  # type: ignore[arg-type]
        pass
    drain(desk)


def looked(page: Desk) -> list[object]:
    now = page.clock()
    seen: list[object] = [look(page.graph, HERE, lens, NOW, now) for lens in LENSES]
    return [*seen, verdict_view(page.graph, HERE, NOW, now)]


def snapshots(page: Desk) -> float:
    exposed = page.telemetry.exposed()
    assert exposed is not None
    return Read(exposed.body.decode()).by("trimodal_store_seconds_count", "query").get("snapshot", 0)


def test_who_asks_after_it_finds_everything_ready(desk: Desk, page: Desk) -> None:
    bring(desk, *GOLDEN[NAME].events("local"))
    worker = Projections(desk, rests=0)
    assert worker.step() > 0
    assert all(looked(page))
    assert snapshots(page) == 0
    bring(desk, event("dde.task.created", 1, iteration=NAME, tenant="local", task_id="one more"))
    assert worker.step() == 1
    assert any("Task/one more" in str(view) for view in looked(page))
    assert snapshots(page) == 0


def test_counts_of_before_are_not_kept_under_the_revision_that_came_meanwhile(desk: Desk, page: Desk) -> None:
    bring(desk, *GOLDEN[NAME].events("local"))
    (before,) = desk.graph.scopes()
    bring(desk, event("dde.task.created", 1, iteration=NAME, tenant="local", task_id="one more"))
    (now,) = desk.graph.scopes()
    project(desk.graph, before, desk.clock())
    own = concluded(desk.graph.history(HERE, VERDICT_NODE))
    assert [row.events for row in overview(page.graph, "local", page.clock())] == [now.events - own]


def test_without_it_the_first_who_asks_works_it_out(desk: Desk, page: Desk) -> None:
    bring(desk, *GOLDEN[NAME].events("local"))
    assert all(looked(page))
    assert snapshots(page) == 1


def test_its_position_is_how_far_the_judging_had_come(desk: Desk) -> None:
    bring(desk, *GOLDEN[NAME].events("local"))
    worker = Projections(desk, rests=0)
    assert worker.step() == sum(desk.graph.positions(JUDGE).values())
    assert PROJECTED.places(desk) == [(PROJECTIONS, desk.graph.positions(JUDGE))]
    assert worker.step() == Projections(desk, rests=0).step() == 0


def test_a_second_one_does_no_harm(desk: Desk, page: Desk) -> None:
    workers = [Projections(desk, rests=0), Projections(replace(desk), rests=0)]
    bring(desk, *GOLDEN[NAME].events("local"))
    assert [worker.step() > 0 for worker in workers] == [True, True]
    assert all(looked(page))
    assert desk.log.committed(PROJECTIONS) == desk.graph.positions(JUDGE)


def test_it_rests_longer_than_it_works(desk: Desk) -> None:
    worker = Projections(desk, rests=1_000)
    bring(desk, *GOLDEN[NAME].events("local"))
    worker.step()
    bring(desk, event("dde.task.created", 1, iteration=NAME, tenant="local", task_id="one more"))
    assert worker.step() == 0


def test_where_nobody_shares_it_only_counts(tmp_path: Path) -> None:
    with contextlib.closing(desk_in(tmp_path)) as alone:
        bring(alone, *GOLDEN[NAME].events("local"))
        assert Projections(alone).step() == sum(alone.graph.positions(JUDGE).values())
