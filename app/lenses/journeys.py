"""Journeys on the page: how far scenarios cover what people come to do."""

from app.domain.behaviour.journeys import JourneyCoverage, StepCoverage, journeys
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.tones import UNKNOWN, Face
from app.lenses.views import Row, Table

_STEPS = {
    "covered": Face("pass", "pass", "covered"),
    "missing": Face("fail", "fail", "missing"),
    "blocked": Face("warn", "idle", "blocked"),
}


def face(journey: JourneyCoverage) -> Face:
    """Covered when no required step is missing; a gap fails only a critical journey."""
    if not journey.gaps:
        return Face("pass", "pass", "covered")
    return Face("fail", "fail", "uncovered") if journey.severity == "critical" else Face("warn", "warn", "uncovered")


def face_of(node: Node, state: IterationState) -> Face:
    """The same for the node."""
    return next((face(found) for found in journeys(state) if found.node.id == node.id), UNKNOWN)


def tables(state: IterationState) -> tuple[Table, ...]:
    """One table of all journeys, the most severe first; none where no journey is declared."""
    rows = tuple(_row(journey) for journey in journeys(state))
    columns = ("Journey", "Severity", "Required steps covered", "Gaps")
    return (Table(title="Journeys", columns=columns, rows=rows),) if rows else ()


def _row(journey: JourneyCoverage) -> Row:
    shape = face(journey)
    covered = f"{journey.required - len(journey.gaps)} of {journey.required}"
    gaps = words.listed((f"{step.name} ({step.state})" for step in journey.gaps), 5)
    cells = (journey.name, journey.severity, covered, gaps)
    return Row(id=journey.node.id.uid, tone=shape.tone, glyph=shape.glyph, cells=cells)


def step_row(journey: JourneyCoverage, step: StepCoverage) -> Row:
    """One step with its state, and what would cover it."""
    shape = _STEPS[step.state]
    said = f"{step.name}: {step.state}{'' if step.required else ', optional'}; wants {step.wants}"
    return Row(id=journey.node.id.uid, tone=shape.tone, glyph=shape.glyph, cells=(step.step_id, said))
