"""A mark for the processes of one test."""

from uuid import uuid4

import pytest


@pytest.fixture
def marker() -> str:
    """A text that only processes of this test carry in their command lines."""
    return f"mark-{uuid4().hex}"
