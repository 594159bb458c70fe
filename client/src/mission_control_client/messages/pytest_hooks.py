"""Hooks of pytest-bdd projects: what a ``conftest.py`` (or a plugin of the project) does around runs and scenarios.

=================================  ==============================
``pytest_sessionstart``            ``BEFORE_TEST_RUN``
``pytest_sessionfinish``           ``AFTER_TEST_RUN``
``pytest_bdd_before_scenario``     ``BEFORE_TEST_CASE``
``pytest_bdd_after_scenario``      ``AFTER_TEST_CASE``
``pytest_bdd_before_step``         ``BEFORE_TEST_STEP``
``pytest_bdd_after_step``          ``AFTER_TEST_STEP``
=================================  ==============================
"""

from __future__ import annotations

import functools
import inspect
from pathlib import Path
from typing import Any, Callable, Protocol

from mission_control_client.messages.envelopes import place_of

Json = dict[str, Any]
RUN = {"pytest_sessionstart": "BEFORE_TEST_RUN", "pytest_sessionfinish": "AFTER_TEST_RUN"}
SCENARIO = {
    "pytest_bdd_before_scenario": "BEFORE_TEST_CASE",
    "pytest_bdd_after_scenario": "AFTER_TEST_CASE",
    "pytest_bdd_before_step": "BEFORE_TEST_STEP",
    "pytest_bdd_after_step": "AFTER_TEST_STEP",
}
Hook = Callable[..., Any]


class Listener(Protocol):
    """Whom hooks are told to, by the function that is the hook."""

    def hook_begins(self, hook: Hook) -> None:
        """The hook is called."""

    def hook_ended(self, hook: Hook, error: BaseException | None) -> None:
        """The hook returned, or raised the error."""


def watch(config: Any, names: dict[str, str], listener: Listener) -> dict[Hook, str]:
    """Tell of the project's own hooks of these names; gives their kinds, in the order they run."""
    found: dict[Hook, str] = {}
    for name, kind in names.items():
        for implementation in reversed(getattr(config.hook, name).get_hookimpls()):
            function = implementation.function
            if _is_own(function, config) and not getattr(implementation, "hookwrapper", False):
                found[function] = kind
                implementation.function = _watched(function, listener)
    return found


def _is_own(function: Hook, config: Any) -> bool:
    """Whether the function belongs to the project, and is not part of a plugin that is installed."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or inspect.isgeneratorfunction(function):
        return False
    path = Path(code.co_filename)
    return "site-packages" not in path.parts and config.rootpath in path.parents


def _watched(function: Hook, listener: Listener) -> Hook:
    @functools.wraps(function)
    def watched(*args: Any) -> Any:
        listener.hook_begins(function)
        try:
            found = function(*args)
        except BaseException as error:
            listener.hook_ended(function, error)
            raise
        listener.hook_ended(function, None)
        return found

    return watched


def envelope(function: Hook, kind: str, known_as: str) -> Json:
    """The ``hook`` envelope; the first line of the function's text is its name."""
    found: Json = {"id": known_as, "type": kind, "sourceReference": place_of(function)}
    if text := inspect.getdoc(function):
        found["name"] = text.splitlines()[0]
    return {"hook": found}
