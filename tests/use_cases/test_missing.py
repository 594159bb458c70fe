"""Whoever looks at a page hears which store is away, since when, and what goes on; nobody waits for the answer."""

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.errors import StoreUnavailable
from app.use_cases.health import PORTS
from app.use_cases.missing import EVERY_MS, Watch
from tests.redis_servers import until
from tests.workers.desks import desk_in


class Search:
    """Answers or not, as is said; counts how often it is asked."""

    def __init__(self) -> None:
        self.away, self.asked = True, 0
        self.may_answer = threading.Event()
        self.may_answer.set()

    def ping(self) -> None:
        self.asked += 1
        self.may_answer.wait(10)
        if self.away:
            raise StoreUnavailable("gone")


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


@pytest.fixture
def search() -> Search:
    return Search()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(desk: Desk, search: Search, clock: Clock) -> Watch:
    return Watch(dataclasses.replace(desk, search=search, clock=clock))  # type: ignore[arg-type]


def test_who_is_away_is_told_with_since_when_and_what_it_means(watch: Watch, clock: Clock) -> None:
    until(lambda: "search" in watch.missing())
    assert list(watch.missing()) == ["search"]
    found = watch.missing()["search"]
    assert (found.since, found.essential, found.without) == (clock.now, False, PORTS["search"])


def test_since_when_stays_while_it_lasts_and_ends_with_it(watch: Watch, search: Search, clock: Clock) -> None:
    until(lambda: "search" in watch.missing())
    began, asked = clock.now, search.asked
    clock.now += EVERY_MS
    until(lambda: watch.missing() is not None and search.asked > asked)
    assert watch.missing()["search"].since == began
    search.away = False
    clock.now += EVERY_MS
    until(lambda: not watch.missing())


def test_what_was_found_is_believed_for_a_while(watch: Watch, search: Search, clock: Clock) -> None:
    until(lambda: "search" in watch.missing())
    asked = search.asked
    clock.now += EVERY_MS - 1
    assert [watch.missing() for _ in range(20)]
    assert search.asked == asked


def test_nobody_waits_and_it_is_asked_once_at_a_time(watch: Watch, search: Search) -> None:
    search.may_answer.clear()
    assert [watch.missing() for _ in range(20)] == [{}] * 20
    until(lambda: search.asked == 1)
    search.may_answer.set()
    until(lambda: "search" in watch.missing())
