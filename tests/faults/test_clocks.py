"""A clock that is set forward or back while producers and worker run: nothing waits for it, nothing is lost."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from app.adapters.sqlite_log import SqliteLog
from app.desk import Desk
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from tests.faults.compare import all_is_there_once
from tests.faults.story import Told, story, told_by
from tests.workers.desks import desk_in, now
from workers.drain import drain
from workers.ingest import Ingest

HOUR = 3_600_000
LINES = 600


class SetClock:
    """The machine's clock, as somebody has set it."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return now() + self.ahead


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    with closing(desk_in(tmp_path / "set")) as opened:
        yield replace(opened, clock=clock, log=SqliteLog(tmp_path / "set" / "log.db", clock))


def graphs(desk: Desk) -> dict[Scope, str]:
    return {info.scope: state_hash(desk.graph.entries(info.scope)) for info in desk.graph.scopes()}


@pytest.mark.parametrize("turned", [-HOUR, HOUR, -HOUR // 60])
def test_worker_and_producer_go_on_and_whoever_takes_the_log_in_later_comes_to_the_same(
    desk: Desk, clock: SetClock, tmp_path: Path, turned: int
) -> None:
    ingest, lines = Ingest(desk, batch=50), [line.message for line in islice(story(4), LINES)]
    for start in range(0, LINES, 100):
        desk.log.append(lines[start : start + 100])
        ingest.step()
        clock.ahead += turned if start == 200 else -turned if start == 400 else 0
    drain(desk)
    all_is_there_once(desk, list(told_by(4, [Told(1, LINES)])))
    with closing(desk_in(tmp_path / "later")) as later:
        again = replace(later, log=desk.log)
        drain(again)
        assert graphs(again) == graphs(desk)
