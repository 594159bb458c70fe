"""Features, hooks and step definitions of a run of behave → envelopes and cases, before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from behave.step_registry import registry

from mission_control_client.messages.behave_document import as_behave_read_it
from mission_control_client.messages.cases import Case
from mission_control_client.messages.definitions import Definition, definitions, parameter_types
from mission_control_client.messages.documents import Document, read
from mission_control_client.messages.envelopes import place_of
from mission_control_client.messages.ids import Ids
from mission_control_client.messages.selection import Hooks, case

Json = dict[str, Any]
Key = tuple[str, Any]
TYPES = {
    "before_all": "BEFORE_TEST_RUN",
    "after_all": "AFTER_TEST_RUN",
    "before_tag": "BEFORE_TEST_CASE",
    "after_tag": "AFTER_TEST_CASE",
    "before_scenario": "BEFORE_TEST_CASE",
    "after_scenario": "AFTER_TEST_CASE",
    "before_step": "BEFORE_TEST_STEP",
    "after_step": "AFTER_TEST_STEP",
}


class Model:
    """What is known before the run. Hooks are kept by name and, for those of tags, by tag."""

    def __init__(self, runner: Any, ids: Ids) -> None:
        self._runner, self._ids = runner, ids
        self.documents = {feature.filename: self._document(feature) for feature in runner.features}
        self._hooks = dict(self._declared())
        # Behave gives its runner the registry of all step definitions a moment later.
        self._registry = runner.step_registry or registry
        matchers = [matcher for found in self._registry.steps.values() for matcher in found]
        self._definitions = definitions(((matcher, matcher.func) for matcher in matchers), ids)
        self._by_matcher = {id(found.matcher): found for found in self._definitions}

    def _document(self, feature: Any) -> Document:
        if not Path(feature.filename).is_file():
            return as_behave_read_it(feature, Document(feature.filename), self._ids)
        document = read(feature.filename, self._ids)
        return as_behave_read_it(feature, document, self._ids) if document.refused else document

    def _declared(self) -> Iterator[tuple[Key, Json]]:
        """The hooks by key; behave puts a ``before_all`` of its own where there is none, which is not told."""
        for name, kind in TYPES.items():
            hook = self._runner.hooks.get(name)
            if hook is not None and inspect.unwrap(hook) != getattr(self._runner, "before_all_default_hook", None):
                for tag in self._tags() if name.endswith("_tag") else [None]:
                    yield (name, tag), self._hook(hook, kind, tag)

    def _hook(self, hook: Any, kind: str, tag: str | None) -> Json:
        found: Json = {"id": self._ids.get_next_id(), "type": kind, "sourceReference": place_of(hook)}
        if text := inspect.getdoc(hook):
            found["name"] = text.splitlines()[0]
        if tag is not None:
            found["tagExpression"] = f"@{tag}"
        return found

    def _tags(self) -> list[str]:
        tags = [tag for feature in self._runner.features for one in feature.walk_scenarios() for tag in one.tags]
        return list(dict.fromkeys(str(tag) for tag in tags))

    def hook_id(self, name: str, tag: str | None = None) -> str | None:
        """The id of a hook, None where there is none (or where the schema has no such hook)."""
        found = self._hooks.get((name, tag))
        return found["id"] if found else None

    def envelopes(self) -> Iterator[Json]:
        """Documents, parameter types, the hooks that run before, step definitions, the hooks that run after."""
        for document in sorted(self.documents.values(), key=lambda one: one.uri):
            yield from document.envelopes
        yield from parameter_types((found.matcher for found in self._definitions), self._ids)
        yield from self._hooks_of("BEFORE")
        yield from (found.as_json() for found in self._definitions)
        yield from self._hooks_of("AFTER")

    def _hooks_of(self, side: str) -> list[Json]:
        return [{"hook": hook} for hook in self._hooks.values() if hook["type"].startswith(side)]

    def case_of(self, scenario: Any) -> tuple[Case, dict[Key, str]] | None:
        """The case of a scenario, and its test steps' ids by what they run. None where it has no pickle."""
        pickle = self.documents[scenario.filename].pickles.get(scenario.line)
        if pickle is None:
            return None
        steps = list(scenario.all_steps)
        before = self._around("before", scenario)
        after = self._around("after", scenario)
        each = {side: self._present([(f"{side}_step", None)]) for side in ("before", "after")}

        def find(index: int, step: Json) -> Definition | None:
            return self._find(steps[index]) if index < len(steps) else None

        hooks = Hooks(self._ids_of(before), self._ids_of(after), {side: self._ids_of(k) for side, k in each.items()})
        found = case(pickle, hooks, find, self._ids)
        keys = [*before, *_step_keys(len(pickle["steps"]), bool(each["before"]), bool(each["after"])), *after]
        return found, {key: step["id"] for key, step in zip(keys, found.steps)}

    def _around(self, side: str, scenario: Any) -> list[Key]:
        """Behave runs the hooks of tags outside the hook of the scenario."""
        tags: list[Key] = [(f"{side}_tag", str(tag)) for tag in scenario.tags]
        own: list[Key] = [(f"{side}_scenario", None)]
        return self._present(tags + own if side == "before" else own + tags)

    def _present(self, keys: list[Key]) -> list[Key]:
        return [key for key in keys if key in self._hooks]

    def _ids_of(self, keys: list[Key]) -> list[str]:
        return [self._hooks[key]["id"] for key in keys]

    def _find(self, step: Any) -> Definition | None:
        return self._by_matcher.get(id(self._registry.find_step_definition(step)))


def _step_keys(count: int, before: bool, after: bool) -> Iterator[Key]:
    for index in range(count):
        if before:
            yield ("before_step", index)
        yield ("step", index)
        if after:
            yield ("after_step", index)
