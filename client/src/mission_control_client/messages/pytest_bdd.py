"""The pytest plugin: ``pytest --cucumber-messages=FILE`` writes the Cucumber Messages of a run of pytest-bdd.

It is loaded into every pytest run of its environment, so it imports nothing and does nothing without its option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that turns the plugin on."""
    group = parser.getgroup("mission control")
    group.addoption(
        "--cucumber-messages", metavar="FILE", default=None, help="write Cucumber Messages (NDJSON) to FILE"
    )
