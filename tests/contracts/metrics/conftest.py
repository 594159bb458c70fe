"""Every store of measures, opened for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ports import MetricStore
from tests.contracts.products import METRICS
from tests.contracts.servers import close, offered

OpenStore = Callable[[Path], MetricStore]


@pytest.fixture(params=offered(METRICS))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_store(product: str) -> Iterator[OpenStore]:
    opened: list[MetricStore] = []

    def opening(folder: Path) -> MetricStore:
        opened.append(METRICS[product](folder))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def store(open_store: OpenStore, tmp_path: Path) -> MetricStore:
    return open_store(tmp_path)
