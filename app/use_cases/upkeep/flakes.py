"""Flakes that the runs show and nobody said: said on the log, so that every reader sees the same."""

from typing import Final

from app.domain import labels
from app.domain.behaviour.flakes import Flakiness, detected, measure, outcomes_of, window
from app.domain.events import Event
from app.domain.graph import Node, Scope
from app.domain.identity import derived_id
from app.domain.state import read
from app.ports import GraphStore

SOURCE: Final = "mission-control jobs"


def swept(graph: GraphStore, scope: Scope) -> list[Event]:
    """An event for each scenario whose runs say another rate than is recorded, at the time of its latest run.

    Only runs that name the version of the code count: between unknown versions anything may have been mended.
    """
    state = read(graph.snapshot(scope))
    runs = {key: [o for o in outcomes if o.code] for key, outcomes in outcomes_of(state).items()}
    found = []
    for key, scenario in state.of(labels.SCENARIO).items():
        flakiness = measure(runs.get(key, []))
        if _is_news(scenario, flakiness):
            found.append(_event(scope, key, flakiness, window(runs[key])[-1].at))
    return found


def _is_news(scenario: Node, found: Flakiness) -> bool:
    if found.standing == "flaky":
        return bool(scenario.get("flake_rate") != found.rate)
    return found.standing == "steady" and bool(scenario.get("flaky"))


def _event(scope: Scope, key: str, found: Flakiness, at: int) -> Event:
    event_id = derived_id("flake", *scope, key, found.letters, str(at))
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=at,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type="bdv.flake.detected",
        node_id=key,
        payload=detected(key, found),
        source=SOURCE,
    )
