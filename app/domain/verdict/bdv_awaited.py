"""What BDV still waits for: scenarios that never ran, and runs that did not come to their end."""

from collections.abc import Iterator

from app.domain import labels
from app.domain.graph import Node
from app.domain.moments import iso
from app.domain.state import ByKey, IterationState
from app.domain.verdict import build
from app.domain.verdict.bdv_reasons import declared_at
from app.domain.verdict.model import Reason

RUN_AGAIN = "Let the run come to its end, or run it again and send its results."


def awaited(state: IterationState) -> Iterator[Reason]:
    """Every run that is open, and in one sentence all scenarios that have no outcome."""
    scenarios, suites = state.of(labels.SCENARIO), state.of(labels.SUITE)
    open_ = [s for s in suites.values() if s.get("status") != "COMPLETED"]
    yield from _never_ran(scenarios, running=bool(open_))
    yield from map(_open_run, open_)
    if not suites:
        yield build.awaited(
            stream="bdv",
            code="run_silent",
            title="No run of the scenarios has come to its end",
            explain=f"{len(scenarios):,} scenarios are known; only a run that ends sums up what it saw.",
            clears="Run the scenarios and send what the run reports: `mission-control ingest`.",
        )


def _never_ran(scenarios: ByKey, *, running: bool) -> Iterator[Reason]:
    waiting = [s for s in scenarios.values() if s.get("outcome") is None and not s.get("quarantined")]
    if not waiting:
        return
    first = min(waiting, key=declared_at)
    file, line, name = declared_at(first)
    at = f" ({file}:{line})" if line else f" ({file})" if file else ""
    yield build.awaited(
        stream="bdv",
        code="scenarios_never_ran",
        title=f"{len(waiting):,} of {len(scenarios):,} scenarios {'have not run yet' if running else 'never ran'}",
        explain=f"First: “{name}”{at}.",
        clears="Run them to an outcome, or run the whole suite again without them.",
        since=first.since,
        evidence=build.at_node(first, file, line),
    )


def _open_run(suite: Node) -> Reason:
    started = suite.get("started_at")
    told = f"It started {iso(started)} and has not ended." if started else "Nothing said that it started or ended."
    return build.awaited(
        stream="bdv",
        code="run_open",
        title=f"The run of {suite.id.key} did not complete",
        explain=told,
        clears=RUN_AGAIN,
        since=suite.times.get("status", suite.since),
        evidence=build.at_node(suite),
    )
