"""Where the real servers are, and what to do about products whose server is not there.

A server is named by its address variable (``python -m servers env`` prints them). Without one, what needs it is
skipped with that reason; with ``MC_SERVERS_REQUIRED=1`` it fails instead.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

REQUIRED = "MC_SERVERS_REQUIRED"

NEEDS: Mapping[str, tuple[str, ...]] = {
    "kafka": ("MC_KAFKA",),
    "registry": ("MC_REGISTRY",),
    "neo4j": ("MC_NEO4J", "MC_NEO4J_PASSWORD"),
    "postgres": ("MC_POSTGRES",),
    "redis": ("MC_REDIS",),
    "opensearch": ("MC_OPENSEARCH",),
    "zipkin": ("MC_ZIPKIN",),
}
"""The variables that a product needs to be set, by the first word of its name."""


def address(variable: str) -> str:
    """The address that the variable holds. Raises LookupError when there is none."""
    if not (found := os.environ.get(variable, "")):
        raise LookupError(f"{variable} is not set: start the servers (make engines) and load `python -m servers env`")
    return found


def offered(products: Iterable[str]) -> list[str | ParameterSet]:
    """The products as parameters of a fixture; those whose server is away are skipped, or fail."""
    return [pytest.param(name, marks=_marks(name)) for name in products]


def needs(*servers: str) -> list[pytest.MarkDecorator]:
    """The marks of a module whose tests are about these servers alone."""
    return [mark for server in servers for mark in _marks(server)]


def namespace(folder: Path) -> str:
    """A name for what belongs to this folder alone: short, of lower-case letters and digits."""
    return "t" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def close(*opened: Any) -> None:
    """Close the stores; what they hold on a server is removed."""
    for store in opened:
        store.close()
    for store in opened:
        if drop := getattr(store, "drop", None):
            drop()


def _marks(name: str) -> list[pytest.MarkDecorator]:
    if name.split()[0] not in NEEDS:
        return []
    return [pytest.mark.servers, pytest.mark.skipif(_away(name), reason=_reason(name))]


def _away(name: str) -> bool:
    return bool(_missing(name)) and os.environ.get(REQUIRED) != "1"


def _reason(name: str) -> str:
    return f"{name}: {', '.join(_missing(name))} not set (make engines starts the servers)"


def _missing(name: str) -> list[str]:
    return [variable for variable in NEEDS.get(name.split()[0], ()) if not os.environ.get(variable)]
