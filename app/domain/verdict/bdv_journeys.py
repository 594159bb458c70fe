"""Whether the journeys that matter are covered (domain 5.2), and what is missing of them."""

from collections.abc import Iterator, Sequence

from app.domain.behaviour.journeys import OVERALL, JourneyCoverage, overall
from app.domain.verdict import build
from app.domain.verdict.model import Condition, Reason


def covered(told: Sequence[JourneyCoverage], ended: bool) -> Iterator[Condition]:
    """Every required step of every critical journey is covered; no condition where no journey is declared."""
    if not told:
        return
    critical = [j for j in told if j.severity == "critical"]
    open_ = [j for j in critical if j.gaps]
    reasons = [_uncovered(j) for j in open_] if ended else []
    value = f"{len(critical) - len(open_):,} of {len(critical):,}"
    detail = f"{overall(told):.0%} of all required steps" if critical else "no journey is critical"
    yield build.condition(
        "journeys_covered", "Critical journeys", value, reasons, open_=bool(open_) and not ended, detail=detail
    )


def _uncovered(journey: JourneyCoverage, *, blocking: bool = True) -> Reason:
    step = journey.gaps[0]
    more = f" and {len(journey.gaps) - 1} more" if len(journey.gaps) > 1 else ""
    kind = "Critical journey" if blocking else "Journey"
    return Reason(
        code="journey_uncovered",
        stream="bdv",
        title=f"{kind} “{journey.name}”: step “{step.name}” is {step.state}{more}",
        explain=_why(step.state, step.wants, len(step.scenarios)),
        clears="Run a scenario of that step to a pass, and of every step that it depends on.",
        severity="BLOCKING" if blocking else "WARNING",
        blocking=blocking,
        since=journey.node.since,
        evidence=build.at_node(journey.node, journey.node.get("file_path", "")),
    )


def _why(state: str, wants: str, found: int) -> str:
    if state == "blocked":
        return "A step that it depends on is not covered, so nobody gets this far."
    if not found:
        return f"No scenario is there for it; it wants {wants}."
    return f"None of {found} scenarios passed; it wants {wants}."


def looks(told: Sequence[JourneyCoverage]) -> Iterator[Reason]:
    """Journeys that are not critical and have gaps; they block nothing, whatever the share."""
    if told and overall(told) < OVERALL:
        yield from (_uncovered(j, blocking=False) for j in told if j.gaps and j.severity != "critical")
