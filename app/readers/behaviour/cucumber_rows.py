"""Which elements of Cucumber JSON are one scenario: backgrounds before it, rows of outlines, further attempts."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from gherkin.dialect import DIALECTS

from app.readers.behaviour.cucumber_types import Element

_ROW: Final = re.compile(r";(?P<block>[^;]*);(?P<row>\d{1,6})$")


class Case(NamedTuple):
    """A scenario. Each attempt is the elements that make it up, the scenario's own last; ``example`` is its row."""

    example: str
    attempts: list[list[Element]]


def cases(elements: Sequence[Element]) -> list[Case]:
    """The scenarios of a feature, in their order."""
    last_only = any(step.hidden or step.arguments is not None for e in elements for step in e.steps)
    found: dict[tuple[object, ...], Case] = {}
    seen: Counter[tuple[int, str, str]] = Counter()
    before: list[Element] = []
    for element in elements:
        if element.type == "background":
            before.append(element)
            continue
        same = (element.line, element.id, element.name)
        seen[same] += 1
        key = (*same, seen[same]) if last_only else same
        case = found.setdefault(key, Case(_example(element, seen[same]), []))
        case.attempts.append([*before, element])
        before = []
    return list(found.values())


def _example(element: Element, number: int) -> str:
    """The row of the outline that the element is; empty for a plain scenario."""
    if element.keyword.strip() not in _outlines():
        return ""
    row = _ROW.search(element.id) if element.id.count(";") > 2 else None
    return f"{row['block']} @{int(row['row']) - 1}".strip() if row else f"@{number}"


@cache
def _outlines() -> frozenset[str]:
    """What outlines are called in any of Gherkin's languages, and no plain scenario is."""
    outlines = {word.strip() for dialect in DIALECTS.values() for word in dialect["scenarioOutline"]}
    return frozenset(outlines - {word.strip() for dialect in DIALECTS.values() for word in dialect["scenario"]})
