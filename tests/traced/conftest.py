"""A collector of spans, for all that is told to one."""

from collections.abc import Iterator

import pytest

from tests.collecting import Collected, collector


@pytest.fixture
def collected() -> Iterator[Collected]:
    with collector() as held:
        yield held
