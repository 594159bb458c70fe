"""What the panel of a scenario says of quarantine."""

from app.domain.behaviour.flakes import LIMIT, measure, outcomes_of
from app.domain.behaviour.quarantine import GREEN_RUNS, TAGGED, green_since_quarantine, overdue
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses.views import Quarantine


def held(scenario: Node, state: IterationState, moment: int) -> Quarantine:
    """How it stands at a moment (ms)."""
    outcomes = outcomes_of(state).get(scenario.id.key, [])
    if not scenario.get("quarantined"):
        return Quarantine(held=False, advised=(measure(outcomes).rate or 0.0) > LIMIT)
    return Quarantine(
        held=True,
        tagged=scenario.get("quarantine_reason") == TAGGED,
        reason=scenario.get("quarantine_reason") or "",
        owner=scenario.get("owner") or "",
        by=scenario.get("quarantined_by") or "",
        ticket=scenario.get("ticket") or "",
        since=scenario.times.get("quarantined"),
        review=scenario.get("review_date"),
        overdue=overdue(scenario, moment),
        green=min(green_since_quarantine(scenario, outcomes), GREEN_RUNS),
        needed=GREEN_RUNS,
    )
