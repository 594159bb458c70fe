"""Scenario and pickle find each other: case, steps and definitions of one scenario."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from mission_control_client.messages.cases import Case
from mission_control_client.messages.definitions import Definition, arguments
from mission_control_client.messages.ids import Ids

Json = dict[str, Any]
Find = Callable[[int, Json], Optional[Definition]]


class Hooks:
    """Which hooks run around a scenario and around each of its steps, by id, in the order they run."""

    def __init__(
        self, before: Iterable[str] = (), after: Iterable[str] = (), each: dict[str, list[str]] | None = None
    ) -> None:
        self.before, self.after = list(before), list(after)
        self.each = each or {}


def case(pickle: Json, hooks: Hooks, find: Find, ids: Ids) -> Case:
    """The case of a pickle; ``find(index, pickle_step)`` tells the definition that will run a step, None if none."""
    found = Case(ids.get_next_id(), pickle, [])
    found.steps += [_hook(hook, ids) for hook in hooks.before]
    for index, step in enumerate(pickle["steps"]):
        found.steps += [_hook(hook, ids) for hook in hooks.each.get("before", ())]
        found.steps.append(_step(step, find(index, step), ids))
        found.steps += [_hook(hook, ids) for hook in hooks.each.get("after", ())]
    found.steps += [_hook(hook, ids) for hook in hooks.after]
    return found


def _hook(hook: str, ids: Ids) -> Json:
    return {"id": ids.get_next_id(), "hookId": hook}


def _step(step: Json, definition: Definition | None, ids: Ids) -> Json:
    found = [] if definition is None else [definition]
    return {
        "id": ids.get_next_id(),
        "pickleStepId": step["id"],
        "stepDefinitionIds": [one.id for one in found],
        "stepMatchArgumentsLists": [{"stepMatchArguments": arguments(one.matcher, step["text"])} for one in found],
    }
