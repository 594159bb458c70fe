"""The plugin of pytest: ``pytest --mission-control[=URL|FILE]`` tells Mission Control of a run as it goes.

It is loaded into every pytest run of its environment, so it imports nothing and does nothing without its option
or its setting (``mission_control`` in the project's pytest settings).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

OPTION = "--mission-control"
AUTO = "auto"
MARKERS = (
    'contract("Name:v1.2", ...): the test validates this version of a contract (Mission Control)',
    'requirement("REQ-1", ...): the test is for this requirement (Mission Control)',
    "critical: the test has to be seen to pass (Mission Control)",
)
_LINES = (".jsonl", ".ndjson")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and settings."""
    group = parser.getgroup("mission control")
    where = "tell Mission Control of the run: at URL, or in FILE for mission-control ingest (default: MC_URL, else "
    where += "MC_EVENTS_FILE, else http://127.0.0.1:8050)"
    group.addoption(OPTION, nargs="?", const="", default=None, metavar="URL|FILE", help=where)
    full = "the paths given are all of the suite: what this run does not mention is gone"
    group.addoption(f"{OPTION}-full", action="store_true", default=False, help=full)
    group.addoption(f"{OPTION}-suite", metavar="NAME", default=None, help="the suite's name (default: pytest)")
    auto = "URL or FILE, or auto: tell Mission Control of every run where MC_URL or MC_EVENTS_FILE is set"
    parser.addini("mission_control", auto, default="")
    parser.addini("mission_control_suite", "the suite's name (default: pytest)", default="")


def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """After the bare option a path is what to test, as after any switch; addresses and event files are its own."""
    if OPTION not in args[:-1]:
        return
    place = args.index(OPTION)
    after = args[place + 1]
    if after.startswith("-") or "://" in after or after.endswith(_LINES):
        return
    args[place] = f"{OPTION}="
    known: Any = early_config.known_args_namespace
    if known.mission_control == after:
        known.mission_control = ""
        known.file_or_dir.insert(0, after)


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known, and turn the plugin on where it is asked for."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    target = _target(config)
    if target is None or config.getoption("collectonly", False):
        return
    from mission_control_client.pytest_session import plugins

    for name, plugin in plugins(config, target).items():
        config.pluginmanager.register(plugin, name)


def _target(config: pytest.Config) -> str | None:
    """Where to tell; nothing: not at all."""
    asked = config.getoption("mission_control", None)
    setting = str(config.getini("mission_control")).strip()
    if asked:
        return str(asked)
    from_environment = os.environ.get("MC_URL") or os.environ.get("MC_EVENTS_FILE") or ""
    if asked is None:
        return (from_environment if setting == AUTO else setting) or None
    from mission_control_client.targets import default_target

    return setting if setting not in ("", AUTO) else default_target(os.environ)
