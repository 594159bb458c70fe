"""A desk with a book of jobs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import Desk
from tests.workers.desks import desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = desk_in(tmp_path)
    yield opened
    opened.close()
