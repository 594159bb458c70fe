"""Collected scenarios, their feature files, definitions and hooks → envelopes and cases, before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_bdd.scenario import find_fixturedefs_for_step, iterparentnodeids

from mission_control_client.messages.cases import Case
from mission_control_client.messages.definitions import Definition, definitions, parameter_types
from mission_control_client.messages.documents import Document, read
from mission_control_client.messages.ids import Ids
from mission_control_client.messages.pytest_hooks import Hook, envelope
from mission_control_client.messages.pytest_versions import context_of, contexts, template_of
from mission_control_client.messages.selection import Hooks, case

Json = dict[str, Any]


class Model:
    """What is known once the tests are collected."""

    def __init__(self, items: list[Any], hooks: dict[Hook, str], ids: Ids) -> None:
        self._ids = ids
        self._templates = {item.nodeid: found for item in items if (found := template_of(item)) is not None}
        self._documents: dict[str, Document] = {}
        for path in sorted({template.feature.filename for template in self._templates.values()}):
            self._documents[path] = read(path, ids)
        self._kinds = hooks
        self.hooks = {hook: ids.get_next_id() for hook in hooks}
        own = contexts(items[0].session._fixturemanager) if items else []
        self._definitions = definitions(((context.parser, context.step_func) for context in own), ids)
        self._by_parser = {id(found.matcher): found for found in self._definitions}

    def envelopes(self) -> Iterator[Json]:
        """Documents, parameter types, the hooks that run before, step definitions, the hooks that run after."""
        for document in self._documents.values():
            yield from document.envelopes
        parsers = [found.matcher for found in self._definitions]
        yield from parameter_types(parsers, self._ids)
        yield from _undefined_types(parsers)
        yield from self._told("BEFORE")
        yield from (found.as_json() for found in self._definitions if not getattr(found.matcher, "undefined", None))
        # Hooks that run afterwards run in the reverse of their order in the source.
        yield from reversed(self._told("AFTER"))

    def _told(self, side: str) -> list[Json]:
        found = [(hook, kind) for hook, kind in self._kinds.items() if kind.startswith(side)]
        return [envelope(hook, kind, self.hooks[hook]) for hook, kind in found]

    def hooks_of(self, kind: str) -> list[Hook]:
        """The hooks of a kind in the order they run."""
        return [hook for hook, found in self._kinds.items() if found == kind]

    def case_of(self, item: Any) -> Case | None:
        """The case of a collected test, None where it is no scenario."""
        template = self._templates.get(item.nodeid)
        if template is None:
            return None
        document = self._documents[template.feature.filename]
        pickle = self._pickle(item, document.rows.get(template.line_number, []))
        return None if pickle is None else self._case(item, template, pickle)

    def _pickle(self, item: Any, rows: list[Json]) -> Json | None:
        """The pickle of the example row that the test runs."""
        indices = getattr(getattr(item, "callspec", None), "indices", {})
        index = indices.get("_pytest_bdd_example", 0)
        return rows[index] if index < len(rows) else None

    def _case(self, item: Any, template: Any, pickle: Json) -> Case:
        callspec = getattr(item, "callspec", None)
        example = callspec.params.get("_pytest_bdd_example", {}) if callspec else {}
        steps = template.render(example).steps

        def find(index: int, step: Json) -> Definition | None:
            return self._find(item, steps[index]) if index < len(steps) else None

        each = {
            "before": [self.hooks[hook] for hook in self.hooks_of("BEFORE_TEST_STEP")],
            "after": [self.hooks[hook] for hook in self.hooks_of("AFTER_TEST_STEP")],
        }
        before = [self.hooks[hook] for hook in self.hooks_of("BEFORE_TEST_CASE")]
        after = [self.hooks[hook] for hook in self.hooks_of("AFTER_TEST_CASE")]
        return case(pickle, Hooks(before, after, each), find, self._ids)

    def _find(self, item: Any, step: Any) -> Definition | None:
        """The definition that pytest-bdd will take: of those that match, the last of the innermost."""
        found = list(find_fixturedefs_for_step(step, item.session._fixturemanager, item))
        found.sort(key=lambda one: list(iterparentnodeids(one.baseid)))
        return self._by_parser.get(id(context_of(found[-1]).parser)) if found else None


def _undefined_types(parsers: list[Any]) -> Iterator[Json]:
    for parser in parsers:
        for name in getattr(parser, "undefined", ()):
            yield {"undefinedParameterType": {"name": name, "expression": parser.name}}
