"""Journeys (domain 5.2): what people come to do, as ordered steps, each of which scenarios have to cover.

A step is *covered* by at least one passing scenario, *blocked* when a step that it depends on is not
covered, else *missing*. A journey is covered when all its required steps are.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

import msgspec

from app.domain import labels
from app.domain.behaviour.outcomes import passed
from app.domain.graph import Node
from app.domain.identity import normal_path, plain_version
from app.domain.state import IterationState

SEVERITIES: Final = ("critical", "high", "medium", "low")
OVERALL: Final = 0.8
"""The share of all required steps that has to be covered before a release (advice; critical ones decide)."""


class StepCoverage(msgspec.Struct, frozen=True):
    """A step of a journey: ``state`` is covered, blocked or missing; ``scenarios`` are the keys of those meant."""

    step_id: str
    name: str
    state: str
    required: bool
    wants: str
    scenarios: tuple[str, ...]
    passing: tuple[str, ...]


class JourneyCoverage(msgspec.Struct, frozen=True):
    """A journey and how far scenarios cover it."""

    node: Node
    steps: tuple[StepCoverage, ...]

    @property
    def name(self) -> str:
        return str(self.node.get("name", self.node.id.key))

    @property
    def severity(self) -> str:
        return str(self.node.get("severity", "medium"))

    @property
    def gaps(self) -> tuple[StepCoverage, ...]:
        """The required steps that are not covered."""
        return tuple(s for s in self.steps if s.required and s.state != "covered")

    @property
    def required(self) -> int:
        """How many steps are required."""
        return sum(s.required for s in self.steps)


def journeys(state: IterationState) -> list[JourneyCoverage]:
    """Every journey that counts, the most severe first."""
    scenarios = list(state.of(labels.SCENARIO).values())
    found = [JourneyCoverage(node, tuple(_steps(node, scenarios))) for node in state.of(labels.JOURNEY).values()]
    return sorted(found, key=lambda j: (_rank(j.severity), j.name, j.node.id.key))


def overall(found: Iterable[JourneyCoverage]) -> float:
    """The share of required steps that are covered, over all journeys; 1 when none is required."""
    listed = list(found)
    required = sum(j.required for j in listed)
    return 1 - sum(len(j.gaps) for j in listed) / required if required else 1.0


def wanted(step: Mapping[str, Any]) -> str:
    """What covers the step, in words."""
    parts = {"contract": step.get("contract"), "feature": step.get("feature"), "scenario": step.get("scenario")}
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value)


def step_lines(steps: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the digest of a run says of a journey's steps: all that decides what covers them."""
    return ["|".join((*(str(s.get(n, "")) for n in _NAMED), *s.get("depends_on", []))) for s in steps]


_NAMED: Final = ("step_id", "required", "contract", "feature", "scenario")


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _steps(journey: Node, scenarios: list[Node]) -> Iterable[StepCoverage]:
    """A step may depend on a later one, and through it on more: what is not covered blocks all of them."""
    steps: list[dict[str, Any]] = journey.get("steps", [])
    meant = {s["step_id"]: [n for n in scenarios if _means(s, n)] for s in steps}
    passing = {key: [n for n in found if passed(n)] for key, found in meant.items()}
    open_ = {key for key, found in passing.items() if not found}
    needs = {s["step_id"]: set(s.get("depends_on", [])) for s in steps}
    blocked: set[str] = set()
    while fresh := {k for k, before in needs.items() if k not in blocked and before & (open_ | blocked)}:
        blocked |= fresh
    for step in steps:
        key = step["step_id"]
        state = "blocked" if key in blocked else "missing" if key in open_ else "covered"
        yield StepCoverage(
            key,
            str(step.get("name") or key),
            state,
            bool(step.get("required", True)),
            wanted(step),
            tuple(n.id.key for n in meant[key]),
            tuple(n.id.key for n in passing[key]),
        )


def _means(step: Mapping[str, Any], scenario: Node) -> bool:
    """All that the step names has to fit; a step that names nothing means no scenario."""
    contract, feature, name = step.get("contract"), step.get("feature"), step.get("scenario")
    if not (contract or feature or name):
        return False
    return (
        (not contract or _has_contract(scenario, contract))
        and (not feature or _like(str(scenario.get("feature_path", "")), normal_path(feature)))
        and (not name or _like(str(scenario.get("name", "")), name))
    )


def _like(text: str, pattern: str) -> bool:
    """Equal, or matched by the pattern with ``*`` and ``?``; a path may leave out the folders before it."""
    return text == pattern or fnmatchcase(text, pattern) or text.endswith(f"/{pattern}")


def _has_contract(scenario: Node, contract: str) -> bool:
    """``Name`` means every version of it, ``Name:1.2`` that one."""
    tags = [str(tag) for tag in scenario.get("contract_tags", [])]
    name, _, version = contract.removeprefix("@").removeprefix("contract:").partition(":")
    return any(
        tag == f"{name}:{plain_version(version)}" if version else tag.partition(":")[0] == name for tag in tags
    )
