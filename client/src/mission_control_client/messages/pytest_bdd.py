"""The plugin for pytest-bdd: ``pytest --cucumber-messages=FILE`` writes the Cucumber Messages of a run.

It is loaded into every pytest run of its environment, so it imports nothing and does nothing without its option.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

OPTION = "--cucumber-messages"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that turns the plugin on."""
    group = parser.getgroup("mission control")
    group.addoption(OPTION, metavar="FILE", default=None, help="write the Cucumber Messages of scenarios to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Turn the plugin on where it is asked for."""
    path = config.getoption(OPTION)
    if not path:
        return
    if not any(config.pluginmanager.hasplugin(name) for name in ("pytest-bdd", "pytest_bdd.plugin")):
        print(f"{OPTION}: pytest-bdd does not run here, nothing is written", file=sys.stderr)
        return
    try:
        from mission_control_client.messages.pytest_plugin import plugin
    except ImportError as error:
        print(f"{OPTION}: nothing is written, {error}: install the extra [pytest-bdd]", file=sys.stderr)
        return
    config.pluginmanager.register(plugin(config, path), "mission control messages")
