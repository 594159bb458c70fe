"""What ACC still waits for: an analysis that did not complete, or one that looked at nothing."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.domain.verdict import build
from app.domain.verdict.model import Reason

SCAN = "Scan the repository: `mission-control scan`."


def awaited(state: IterationState) -> Iterator[Reason]:
    """Analyses that are open; and where all are complete, what they had nothing of."""
    analyses = state.of(labels.ANALYSIS)
    open_ = [a for a in analyses.values() if a.get("status") != "COMPLETED"]
    yield from map(_open_analysis, open_)
    if not analyses:
        said = "Modules or findings are known; only an analysis that completes sums up what it saw."
        yield build.awaited(
            stream="acc",
            code="analysis_silent",
            title="No analysis said that it was complete",
            explain=said,
            clears=SCAN,
        )
    elif not open_:
        yield from _looked_at_nothing(state)


def _open_analysis(analysis: Node) -> Reason:
    return build.awaited(
        stream="acc",
        code="analysis_open",
        title=f"Analysis {analysis.id.key} started and did not complete",
        explain="What it found so far says nothing of what it did not get to.",
        clears="Wait for it, or scan again: `mission-control scan`.",
        since=analysis.times.get("status", analysis.since),
        evidence=build.at_node(analysis),
    )


def _looked_at_nothing(state: IterationState) -> Iterator[Reason]:
    if not state.of(labels.MODULE):
        yield build.awaited(
            stream="acc",
            code="no_module",
            title="The analysis found no module",
            explain="Rules that hold for nothing say nothing of the structure.",
            clears="Scan the folder that holds the code, or name its packages in architecture.yaml.",
        )
        return
    yield build.awaited(
        stream="acc",
        code="no_rule",
        title="No rule was evaluated",
        explain=f"{len(state.of(labels.MODULE)):,} modules were read, but nothing was asked of them.",
        clears="Write rules into architecture.yaml, or let `mission-control scan` propose some, and scan again.",
    )
