"""Step definitions of both frameworks → ``stepDefinition``, and what a step's text gave their parameters.

A matcher (behave) or parser (pytest-bdd) is told by what it has: ``cucumber_expression`` is the official kind,
``regex`` a regular expression, ``parser`` a pattern of the parse library. The schema knows two kinds of pattern: text
without special characters is a Cucumber Expression, a parse pattern is told as the regular expression it becomes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Callable

from mission_control_client.messages.envelopes import place_of
from mission_control_client.messages.ids import Ids

Json = dict[str, Any]
SPECIAL = re.compile(r"[(){}/\\]")


@dataclass(frozen=True)
class Definition:
    """A step definition: its id, the framework's matcher and the function it runs."""

    id: str
    matcher: Any
    function: Callable[..., Any]

    def as_json(self) -> Json:
        """The envelope."""
        place = place_of(self.function)
        return {"stepDefinition": {"id": self.id, "pattern": pattern(self.matcher), "sourceReference": place}}


def definitions(found: Iterable[tuple[Any, Callable[..., Any]]], ids: Ids) -> list[Definition]:
    """The definitions in the order of the source."""

    def order(pair: tuple[Any, Callable[..., Any]]) -> tuple[str, int]:
        place = place_of(pair[1])
        return place.get("uri", ""), place.get("location", {}).get("line", 0)

    return [Definition(ids.get_next_id(), matcher, function) for matcher, function in sorted(found, key=order)]


def pattern(matcher: Any) -> Json:
    """The pattern and its kind."""
    text = str(getattr(matcher, "pattern", None) or getattr(matcher, "name", ""))
    if hasattr(matcher, "cucumber_expression"):
        return {"source": text, "type": "CUCUMBER_EXPRESSION"}
    if hasattr(matcher, "regex"):
        return {"source": matcher.regex.pattern, "type": "REGULAR_EXPRESSION"}
    if not SPECIAL.search(text):
        return {"source": text, "type": "CUCUMBER_EXPRESSION"}
    expression = getattr(getattr(matcher, "parser", None), "_expression", None) or re.escape(text)
    return {"source": f"^{expression}$", "type": "REGULAR_EXPRESSION"}


def arguments(matcher: Any, text: str) -> list[Json]:
    """The ``stepMatchArguments`` that the matcher reads out of the step's text."""
    if hasattr(matcher, "cucumber_expression"):
        return [_official(found) for found in matcher.cucumber_expression.match(text) or ()]
    if hasattr(matcher, "regex"):
        matched = matcher.regex.match(text)
        spans = [matched.span(number + 1) for number in range(len(matched.groups()))] if matched else []
        return [_argument(text, span) for span in spans]
    parsed = matcher.parser.parse(text) if hasattr(matcher, "parser") else None
    return [_argument(text, span) for span in sorted(parsed.spans.values())] if parsed else []


def _argument(text: str, span: tuple[int, int]) -> Json:
    start, end = span
    return {"group": {} if start < 0 else {"start": start, "value": text[start:end]}}


def _official(argument: Any) -> Json:
    found: Json = {"group": _group(argument.group)}
    if argument.parameter_type.name:
        found["parameterTypeName"] = argument.parameter_type.name
    return found


def _group(group: Any) -> Json:
    found: Json = {} if group.value is None else {"start": group.start, "value": group.value}
    if group.children:
        found["children"] = [_group(child) for child in group.children]
    return found


def parameter_types(matchers: Iterable[Any], ids: Ids) -> Iterator[Json]:
    """A ``parameterType`` for each type that the matchers' Cucumber Expressions know beyond the official ones."""
    known: set[str] = set()
    for matcher in matchers:
        if expression := getattr(matcher, "cucumber_expression", None):
            registry = expression.parameter_type_registry
            known = known or {one.name for one in type(registry)().parameter_types}
            for found in registry.parameter_types:
                if found.name not in known:
                    known.add(found.name)
                    yield {"parameterType": _parameter_type(found, ids)}


def _parameter_type(found: Any, ids: Ids) -> Json:
    described: Json = {
        "id": ids.get_next_id(),
        "name": found.name,
        "regularExpressions": list(found.regexps),
        "preferForRegularExpressionMatch": bool(found.prefer_for_regexp_match),
        "useForSnippets": bool(found.use_for_snippets),
    }
    place = place_of(found.transformer)
    return {**described, "sourceReference": place} if "location" in place else described
