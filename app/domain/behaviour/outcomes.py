"""What an outcome is worth: a scenario without steps executed nothing, whatever its runner says of it (R-30).

Cucumber leaves such a scenario UNKNOWN or passed, behave calls it passed. The word is kept as it was reported; as
evidence it counts for nothing.
"""

from collections.abc import Iterable
from typing import Final

from app.domain.graph import Node
from app.domain.payloads.bdv import StepResult

NO_STEPS: Final = "it has no steps"
"""The reason that an attempt without any step of its own carries."""


def reason_of(steps: Iterable[StepResult]) -> str:
    """``NO_STEPS`` where there is none but hooks; else empty."""
    return "" if any(step.keyword != "hook" for step in steps) else NO_STEPS


def empty(scenario: Node) -> bool:
    """It is said to have passed, and had no step to pass with."""
    return (scenario.get("outcome"), scenario.get("reason")) == ("PASSED", NO_STEPS)


def executed(scenario: Node) -> bool:
    """It ran to an outcome of its own: passed or failed, not skipped, and not for want of steps."""
    return scenario.get("outcome", "SKIPPED") != "SKIPPED" and not empty(scenario)


def passed(scenario: Node) -> bool:
    """It ran to its end and all was well."""
    return scenario.get("outcome") == "PASSED" and not empty(scenario)
