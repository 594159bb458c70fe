"""The panel of a journey."""

from app.domain.behaviour.journeys import journeys
from app.lenses.journeys import face, step_row
from app.lenses.panels.panel import Ask, Panel, fact, facts


def journey(ask: Ask) -> Panel:
    """Its steps, and what covers them."""
    found = next(j for j in journeys(ask.state) if j.node.id == ask.node.id)
    gap = found.gaps[0] if found.gaps else None
    return Panel(
        title=face(found).word.capitalize(),
        sentence=f"Step “{gap.name}” is {gap.state}; it wants {gap.wants}."
        if gap
        else "Every required step is covered.",
        steps=tuple(step_row(found, step) for step in found.steps),
        facts=facts(
            fact("Severity", found.severity),
            fact("Required steps", f"{found.required - len(found.gaps)} of {found.required} covered"),
            fact("File", ask.node.get("file_path"), mono=True),
        ),
    )
