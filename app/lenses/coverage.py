"""What is covered by scenarios, and what is not (domain 5.2): each gap by name."""

from collections.abc import Iterable

from app.domain import labels
from app.domain.behaviour.outcomes import executed
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.tones import SCENARIO
from app.lenses.views import Coverage, Row, Table


def coverage(state: IterationState) -> tuple[Coverage, ...]:
    """Scenarios executed, contracts with a scenario, requirements with a feature, scenarios with a requirement."""
    listed = list(state.of(labels.SCENARIO).values())
    tested = {e.id.target for e in state.joined(labels.VALIDATES)}
    contracts = [c for c in state.of(labels.CONTRACT).values() if c.get("state") != "SUNSET"]
    validated = {e.id.source for e in state.joined(labels.VALIDATED_BY)}
    asked = state.of(labels.REQUIREMENT).values()
    traced = [s for s in listed if s.get("requirements")]
    return (
        _covered("Scenarios executed", listed, [s for s in listed if executed(s)]),
        _covered("Contracts with a scenario", contracts, [c for c in contracts if c.id in tested]),
        _covered("Requirements with a feature", asked, [r for r in asked if r.id in validated]),
        _covered("Scenarios with a requirement", listed, traced),
    )


def _covered(name: str, every: Iterable[Node], some: Iterable[Node]) -> Coverage:
    covered, nodes = {n.id for n in some}, list(every)
    missing = tuple((n.id.uid, scenarios.name(n)) for n in nodes if n.id not in covered)
    return Coverage(name=name, covered=len(nodes) - len(missing), total=len(nodes), missing=missing)


def gaps(state: IterationState, found: tuple[Coverage, ...]) -> Table:
    """Everything that is missing, one row each; what is asked for without being defined comes first."""
    rows = []
    for scenario in state.of(labels.SCENARIO).values():
        for tag in scenarios.unknown_contracts(scenario, state):
            rows.append(_row(scenario.id.uid, "warn", f"No contract {tag}", f"asked by “{scenarios.name(scenario)}”"))
    told = {
        "Scenarios executed": "never ran to an outcome",
        "Contracts with a scenario": "no scenario validates it",
        "Requirements with a feature": "no feature validates it",
    }
    for part in found:
        if part.name in told:
            rows += [_row(uid, "idle", name, told[part.name]) for uid, name in part.missing]
    empty = "Every contract and requirement that is known has a scenario, and every scenario ran."
    return Table(title="Gaps", columns=("What", "What is missing"), rows=tuple(rows), empty=empty)


def _row(uid: str, tone: str, *cells: str) -> Row:
    return Row(id=uid, tone=tone, glyph="warn" if tone == "warn" else SCENARIO["PENDING"].glyph, cells=cells)
