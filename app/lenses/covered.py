"""What is covered by scenarios, as one value: the figures, per requirement what came of it, the journeys."""

from collections.abc import Iterable

from app.domain import labels
from app.domain.behaviour.journeys import JourneyCoverage, journeys
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses.coverage import coverage
from app.lenses.scenarios import status
from app.lenses.views import Covered, Journey

Totals = dict[str, int]
_OPEN = ("PASSED", "SKIPPED", "PENDING", "RUNNING", "FLAKY", "QUARANTINED")


def covered(state: IterationState) -> Covered:
    """All of it (domain 5.2)."""
    scenarios = list(state.of(labels.SCENARIO).values())
    wanted = {r for s in scenarios for r in s.get("requirements", [])} | set(state.of(labels.REQUIREMENT))
    return Covered(
        figures=coverage(state),
        requirements=tuple((name, totals(_about(name, scenarios))) for name in sorted(wanted)),
        journeys=tuple(_journey(journey) for journey in journeys(state)),
    )


def totals(scenarios: Iterable[Node]) -> Totals:
    """Scenarios by displayed status; whatever neither passed nor was skipped counts as failed."""
    words = [status(scenario) for scenario in scenarios]
    counted = {word.lower(): words.count(word) for word in _OPEN}
    return {"total": len(words), "failed": sum(word not in _OPEN for word in words)} | counted


def _about(requirement: str, scenarios: list[Node]) -> list[Node]:
    return [s for s in scenarios if requirement in s.get("requirements", [])]


def _journey(journey: JourneyCoverage) -> Journey:
    return Journey(
        id=journey.node.id.uid,
        name=journey.name,
        severity=journey.severity,
        covered=not journey.gaps,
        steps=journey.steps,
    )
