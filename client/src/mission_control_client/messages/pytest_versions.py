"""Where pytest-bdd keeps scenarios and step definitions: version 9 in registries, version 8 on the functions."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# By name, because the package has a function that is called like its module.
TEMPLATES: Any = getattr(import_module("pytest_bdd.scenario"), "scenario_wrapper_template_registry", None)
CONTEXTS: Any = getattr(import_module("pytest_bdd.steps"), "step_function_context_registry", None)


def template_of(item: Any) -> Any:
    """The scenario that a test runs, None where it runs none."""
    function = getattr(item, "function", None)
    if TEMPLATES is None:
        return getattr(function, "__scenario__", None)
    try:
        return TEMPLATES.get(function) if function is not None else None
    except TypeError:  # what cannot be hashed or weakly referred to is none
        return None


def context_of(fixture: Any) -> Any:
    """The step definition behind a fixture, None where there is none."""
    if CONTEXTS is None:
        return getattr(fixture.func, "_pytest_bdd_step_context", None)
    return CONTEXTS.get(fixture.func)


def contexts(fixtures: Any) -> list[Any]:
    """All step definitions but pytest-bdd's own (it has one that starts the debugger), by the fixture manager."""
    if CONTEXTS is None:
        found = [context_of(fixture) for group in fixtures._arg2fixturedefs.values() for fixture in group]
    else:
        found = list(CONTEXTS.values())
    return [context for context in found if context is not None and not _is_built_in(context)]


def _is_built_in(context: Any) -> bool:
    return str(getattr(context.step_func, "__module__", "")).partition(".")[0] == "pytest_bdd"
