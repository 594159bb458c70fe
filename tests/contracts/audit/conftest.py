"""Every audit log, opened for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ports import AuditBook
from tests.contracts.products import AUDITS
from tests.contracts.servers import close, offered

OpenBook = Callable[[Path], AuditBook]


@pytest.fixture(params=offered(AUDITS))
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_book(product: str) -> Iterator[OpenBook]:
    opened: list[AuditBook] = []

    def opening(folder: Path) -> AuditBook:
        opened.append(AUDITS[product](folder))
        return opened[-1]

    yield opening
    close(*opened)


@pytest.fixture
def book(open_book: OpenBook, tmp_path: Path) -> AuditBook:
    return open_book(tmp_path)
