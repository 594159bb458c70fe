"""What is covered by scenarios, and what is not (domain 5.2): each gap by name."""

from collections.abc import Iterable
from typing import Final

from app.domain import labels
from app.domain.behaviour.outcomes import executed
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios
from app.lenses.flakes import runs_of
from app.lenses.tones import SCENARIO
from app.lenses.views import Coverage, Row, Table

STEPS: Final = "Steps with a definition"


def coverage(state: IterationState) -> tuple[Coverage, ...]:
    """Scenarios executed, contracts with a scenario, requirements with a feature, scenarios with a requirement,
    steps with a definition."""
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
        _steps(state, listed),
    )


def _covered(name: str, every: Iterable[Node], some: Iterable[Node]) -> Coverage:
    covered, nodes = {n.id for n in some}, list(every)
    missing = tuple((n.id.uid, scenarios.name(n)) for n in nodes if n.id not in covered)
    return Coverage(name=name, covered=len(nodes) - len(missing), total=len(nodes), missing=missing)


def _steps(state: IterationState, listed: Iterable[Node]) -> Coverage:
    """Steps, each wording once, for which the code has a definition, as the latest runs found them."""
    runs, found = runs_of(state), dict[str, tuple[str, bool]]()
    for scenario in listed:
        last = runs.get(scenario.id.key, [])[-1:]
        for step in (s for run in last for s in run.get("steps", []) if s.get("keyword") != "hook"):
            text = str(step.get("text", ""))
            missing = step.get("status") == "UNDEFINED"
            found[text] = (scenario.id.uid, missing) if missing or text not in found else found[text]
    missing = tuple((uid, text) for text, (uid, undefined) in found.items() if undefined)
    return Coverage(name=STEPS, covered=len(found) - len(missing), total=len(found), missing=missing)


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
        STEPS: "no definition matches this step",
        "Scenarios with a requirement": "names no requirement",
    }
    for part in found:
        # Where no scenario at all names a requirement, nobody traces them this way: that is no list of gaps.
        if part.name in told and (part.covered or part.name != "Scenarios with a requirement"):
            tone = "warn" if part.name == STEPS else "idle"
            rows += [_row(uid, tone, name, told[part.name]) for uid, name in part.missing]
    empty = "Every contract and requirement that is known has a scenario, and every scenario ran."
    return Table(title="Gaps", columns=("What", "What is missing"), rows=tuple(rows), empty=empty)


def _row(uid: str, tone: str, *cells: str) -> Row:
    return Row(id=uid, tone=tone, glyph="warn" if tone == "warn" else SCENARIO["PENDING"].glyph, cells=cells)
