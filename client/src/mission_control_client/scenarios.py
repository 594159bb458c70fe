"""What a test run is told in: features, scenarios, and how the run ended."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from mission_control_client.names import clipped

Json = dict[str, Any]


class Scenario(NamedTuple):
    """A scenario as it is declared; ``tags`` with their ``@``."""

    scenario_id: str
    name: str
    line: int = 0
    tags: tuple[str, ...] = ()
    rule: str = ""
    kind: str = "scenario"
    steps: tuple[str, ...] = ()


class Feature(NamedTuple):
    """What scenarios stand in; ``tags`` are those of all of them."""

    path: str
    name: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    language: str = "en"


class Ending(NamedTuple):
    """How a run ended: COMPLETED, BROKEN or CANCELLED; ``full`` when it was all of its suite."""

    full: bool = False
    status: str = "COMPLETED"
    message: str = ""


def spec_of(scenario: Scenario, position: int) -> Json:
    """The scenario as an event of its feature tells it, at this place of its run."""
    return {
        "scenario_id": scenario.scenario_id,
        "name": clipped(scenario.name, 500) or "(no name)",
        "kind": scenario.kind,
        "line": scenario.line,
        "tags": sorted(set(scenario.tags)),
        "rule": clipped(scenario.rule, 500),
        "position": position,
        "steps": list(scenario.steps),
    }


def now() -> int:
    """This moment, in milliseconds since 1970."""
    return int(time.time() * 1000)
