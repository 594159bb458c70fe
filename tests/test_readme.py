"""Whatever a user meets is named in the README, and every address, format and lens in docs/interface.md."""

import inspect
import re
from pathlib import Path

import pytest

from app import addresses, collector, errors, sharing
from app.api.rest import ABOUT_ALL, ABOUT_ONE
from app.api.webhooks import ADDRESSES
from app.cli.verbs import VERBS
from app.errors import MissionControlError
from app.lenses import LENSES
from app.readers import READERS
from app.settings import NAMES, SERVERS
from app.use_cases.health import PORTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INTERFACE = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")

ERRORS = [
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, MissionControlError) and kind is not MissionControlError
]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", [*NAMES, *SERVERS, *addresses.NAMES, *collector.NAMES, *sharing.NAMES])
def test_each_setting_is_named(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", ERRORS)
def test_each_error_is_named(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_each_verb_is_named(name: str) -> None:
    assert re.search(rf"`mission-control {name}\b", README)


@pytest.mark.parametrize("name", LENSES)
def test_each_lens_is_named(name: str) -> None:
    assert f"`{name}`" in INTERFACE
    assert re.search(rf"\b{name.partition('-')[0]}\b", README, re.IGNORECASE)


@pytest.mark.parametrize("name", [reader.name for reader in READERS])
def test_each_format_that_is_read_is_named(name: str) -> None:
    assert f"`{name}`" in INTERFACE


@pytest.mark.parametrize("name", TARGETS)
def test_each_make_target_is_named(name: str) -> None:
    assert re.search(rf"\bmake {name}\b", README)


@pytest.mark.parametrize("rule", [*ABOUT_ONE, *ABOUT_ALL, *ADDRESSES, "events", "status"])
def test_each_address_of_the_interface_is_named(rule: str) -> None:
    shown = re.sub(r"<path:(\w+)>", lambda m: "{i}" if m[1] == "iteration" else f"{{{m[1]}}}", rule)
    assert f"`{shown}`" in INTERFACE


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_each_health_answer_is_named(path: str) -> None:
    assert f"`{path}`" in INTERFACE


@pytest.mark.parametrize("name", PORTS)
def test_each_port_is_told_with_what_is_missing_without_it(name: str) -> None:
    assert f"| `{name}` | {PORTS[name]} |" in INTERFACE
