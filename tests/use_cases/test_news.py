"""While a process hears, nothing is looked up twice; when it hears nothing, everybody looks for himself."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from app.use_cases.news import CHANNEL, News
from tests.redis_servers import until
from tests.workers.desks import desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with contextlib.closing(desk_in(tmp_path)) as opened:
        yield opened


@pytest.fixture
def news(desk: Desk) -> News:
    heard = News(desk)
    heard.unless_heard("begin", lambda: None)
    until(lambda: heard.hears)
    return heard


def test_while_it_hears_what_was_found_is_kept(news: News) -> None:
    found = [news.unless_heard("a", lambda n=n: n) for n in range(200)]  # type: ignore[misc]
    assert len(set(found)) <= 2  # a stretch of two seconds may end meanwhile
    assert news.unless_heard("b", lambda: "other") == "other"


def test_what_is_heard_is_looked_up_at_once(desk: Desk, news: News) -> None:
    for number in range(5):
        desk.bus.publish(CHANNEL, str(number))
        until(lambda number=number: news.unless_heard("a", lambda: number) == number, 1)  # type: ignore[misc]


def test_when_nothing_can_be_heard_everybody_looks(desk: Desk, news: News) -> None:
    desk.bus.close()
    until(lambda: not news.hears)
    assert [news.unless_heard("a", lambda n=n: n) for n in range(5)] == [0, 1, 2, 3, 4]  # type: ignore[misc]
