"""What the suites of more than one module open."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports import EventLog, SearchIndex
from tests.contracts.clocks import Hands, Stamping, Wall
from tests.contracts.products import LOGS, SEARCHES, STAMPED_BY_THEMSELVES, OpenIndex, OpenLog
from tests.contracts.servers import close, offered


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(params=offered(LOGS))
def log_product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def log_clock(log_product: str) -> Stamping:
    """The clock that stamps what the log takes in."""
    return Wall() if log_product in STAMPED_BY_THEMSELVES else Hands()


@pytest.fixture
def open_log(log_product: str, log_clock: Stamping) -> Iterator[OpenLog]:
    opened: list[EventLog] = []

    def opening(folder: Path) -> EventLog:
        opened.append(LOGS[log_product](folder, log_clock))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def log(open_log: OpenLog, tmp_path: Path) -> EventLog:
    return open_log(tmp_path)


@pytest.fixture(params=offered(SEARCHES))
def search_product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_index(search_product: str) -> Iterator[OpenIndex]:
    opened: list[SearchIndex] = []

    def opening(folder: Path) -> SearchIndex:
        opened.append(SEARCHES[search_product](folder))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def index(open_index: OpenIndex, tmp_path: Path) -> SearchIndex:
    return open_index(tmp_path)
