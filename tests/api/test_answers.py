"""Whole answers are kept ready for all web processes, and never when they are no longer true."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.adapters.memory_cache import MemoryCache
from app.adapters.prometheus_telemetry import PrometheusTelemetry
from app.desk import Desk
from app.golden import GOLDEN
from app.measured import watched
from app.use_cases.looking import looking
from tests.api.conftest import GOLDEN_NAMES, Bring, served
from tests.builders import event
from tests.contracts.clocks import Hands
from tests.telling import Read
from tests.workers.desks import desk_in

DEBT = GOLDEN_NAMES[2]
ASKED_FIRST = (
    f"/api/v1/acc/graph/{DEBT}/dsm",
    f"/api/v1/bdv/graph/{DEBT}/coverage",
    f"/api/v1/dde/graph/{DEBT}/critical-path",
    f"/api/v1/convergence/{DEBT}/verdict",
)
GATE = f"/api/v1/convergence/{DEBT}/deployment-gate"


class Web:
    """A web process on the same files and the same cache; what it reads of the graph is counted."""

    def __init__(self, folder: Path, cache: MemoryCache) -> None:
        opened = watched(replace(desk_in(folder, "reader"), cache=cache), PrometheusTelemetry())
        self.desk: Desk = opened
        looking(opened.graph).share(cache)
        self.client: FlaskClient = served(opened)

    @property
    def snapshots(self) -> float:
        exposed = self.desk.telemetry.exposed()
        assert exposed is not None
        return Read(exposed.body.decode()).by("trimodal_store_seconds_count", "query").get("snapshot", 0)

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.data


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def webs(tmp_path: Path, clock: Hands) -> Iterator[list[Web]]:
    cache = MemoryCache(clock)
    opened = [Web(tmp_path, cache) for _ in range(2)]
    with contextlib.ExitStack() as closing:
        for web in opened:
            closing.callback(web.desk.close)
        yield opened


def test_what_one_web_process_answered_the_next_one_has_ready(bring: Bring, webs: list[Web]) -> None:
    bring(GOLDEN[DEBT].events("local"))
    first, other = webs
    for path in ASKED_FIRST:
        assert first.get(path) == other.get(path)
    assert (first.snapshots > 0, other.snapshots) == (True, 0)


def test_an_answer_is_of_now_when_something_came(bring: Bring, webs: list[Web]) -> None:
    bring(GOLDEN[DEBT].events("local"))
    before = [web.get(path) for web in webs for path in ASKED_FIRST]
    bring([event("dde.task.created", 9, iteration=DEBT, tenant="local", task_id="one more")])
    after = [web.get(path) for web in webs for path in ASKED_FIRST]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert b"one more" in webs[1].get(ASKED_FIRST[2])


def test_what_bears_the_time_is_made_anew_after_a_moment(bring: Bring, webs: list[Web], clock: Hands) -> None:
    bring(GOLDEN[DEBT].events("local"))
    gate, dsm = webs[0].get(GATE), webs[0].get(ASKED_FIRST[0])
    assert webs[1].get(GATE) == gate
    clock.move(6_000)
    assert webs[1].get(GATE) != gate
    assert webs[1].get(ASKED_FIRST[0]) == dsm


def test_nobody_is_given_the_answer_of_another_tenant(bring: Bring, webs: list[Web]) -> None:
    bring(GOLDEN[DEBT].events("local"))
    mine, theirs = webs[0], served(replace(webs[1].desk, tenant="somebody"))
    assert DEBT.encode() in mine.get("/api/v1/iterations")
    answer = theirs.get("/api/v1/iterations")
    assert (answer.status_code, DEBT.encode() in answer.data) == (200, False)
    assert theirs.get(ASKED_FIRST[0]).status_code == 404


def test_without_the_cache_answers_are_the_same(bring: Bring, webs: list[Web]) -> None:
    bring(GOLDEN[DEBT].events("local"))
    first, other = webs
    expected = [first.get(path) for path in ASKED_FIRST]
    other.desk.cache.close()
    assert [other.get(path) for path in ASKED_FIRST] == expected
