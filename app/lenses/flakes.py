"""Flakes (domain 5.2): the last runs, the rate with its interval, and what the cause may be."""

from collections import defaultdict

from app.domain import labels
from app.domain.behaviour.flakes import (
    FEWEST_RUNS,
    LIMIT,
    RISING,
    WINDOW,
    Flakiness,
    measure,
    outcomes_of,
    trend,
    wilson,
)
from app.domain.behaviour.quarantine import overdue
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios, words
from app.lenses.tones import SCENARIO, Face
from app.lenses.views import Flake, Row, Table

_FACES = {
    "steady": SCENARIO["PASSED"],
    "flaky": SCENARIO["FLAKY"],
    "quarantined": SCENARIO["QUARANTINED"],
    "keeps failing": SCENARIO["FAILED"],
    "too few runs": Face("idle", "idle", "too few runs"),
}


def runs_of(state: IterationState) -> dict[str, list[Node]]:
    """The finished runs of each scenario, by its key, old to new."""
    found: dict[str, list[Node]] = defaultdict(list)
    for run in state.of(labels.TEST_RUN).values():
        if run.get("status", "RUNNING") not in ("RUNNING", "SKIPPED"):
            found[run.get("scenario_id", "")].append(run)
    for listed in found.values():
        listed.sort(key=lambda r: (r.get("finished_at", r.since), r.get("attempt", 1), r.id.key))
    return found


def flakes(state: IterationState, moment: int = 0) -> tuple[Flake, ...]:
    """Who did not always pass, is marked, or ran often; highest rate first. Reviews are overdue at a moment (ms)."""
    runs = outcomes_of(state)
    made = [
        _flake(s, measure(runs.get(key, [])), moment)
        for key, s in state.of(labels.SCENARIO).items()
        if _told(s, len(runs.get(key, [])))
    ]
    return tuple(sorted(made, key=lambda f: (-(f.rate if f.rate is not None else -1.0), f.label, f.id)))


def _told(scenario: Node, runs: int) -> bool:
    """A scenario that ran once and passed says nothing about flakes."""
    return bool(scenario.get("flaky") or scenario.get("quarantined") or runs > 1)


def _flake(scenario: Node, found: Flakiness, moment: int) -> Flake:
    recent = scenario.get("recent_results", [])[-WINDOW:]
    letters = found.letters or "".join("P" if r == "PASSED" else "F" for r in recent)
    state, rate = _state_of(scenario, letters)
    slope = trend(letters)
    low, high = wilson(letters.count("F"), len(letters)) if rate is not None else (None, None)
    return Flake(
        id=scenario.id.uid,
        label=scenarios.name(scenario),
        runs=letters,
        rate=rate,
        low=low,
        high=high,
        state=state,
        cause=found.cause,
        cause_confidence=found.cause_confidence,
        ticket=scenario.get("ticket", ""),
        until=scenario.get("review_date"),
        limit=LIMIT,
        slope=slope,
        trend=_trend(slope) if rate is not None else "",
        owner=scenario.get("owner") or "",
        reason=(scenario.get("quarantine_reason") or "") if scenario.get("quarantined") else "",
        overdue=overdue(scenario, moment),
    )


def _trend(slope: float) -> str:
    return "rising" if slope > RISING else "falling" if slope < -RISING else "level"


def _state_of(scenario: Node, letters: str) -> tuple[str, float | None]:
    """All failed is no rate but a failure; under three runs nothing can be said."""
    told = scenario.get("flake_rate")
    if "P" not in letters and letters:
        return ("quarantined" if scenario.get("quarantined") else "keeps failing"), None
    if len(letters) < FEWEST_RUNS:
        rate = float(told) if told is not None and not letters else None
        return ("quarantined" if scenario.get("quarantined") else "flaky" if rate else "too few runs"), rate
    rate = letters.count("F") / len(letters)
    if scenario.get("quarantined"):
        return "quarantined", rate
    return ("flaky" if rate or scenario.get("flaky") else "steady"), rate


def table(found: tuple[Flake, ...]) -> Table:
    """The flakes as rows."""
    rows = []
    for f in found:
        shape = _FACES[f.state]
        rate = f"{f.rate:.2f}" if f.rate is not None else "none"
        between = f"{f.low:.2f} to {f.high:.2f}" if f.low is not None else _why_no_rate(f)
        slope = f"{100 * f.slope:.1f}" if f.trend else ""
        cause = f"{f.cause} {f.cause_confidence:.2f}" if f.cause else ""
        until = f", {'overdue since' if f.overdue else 'to'} {words.day(f.until)}" if f.until else ""
        told = f"{f.state}{', ' + f.ticket if f.ticket else ''}{until}"
        cells = (f.label, f.runs, rate, between, f.trend, slope, cause, told, f.owner, f.reason)
        rows.append(Row(id=f.id, tone=shape.tone, glyph=shape.glyph, cells=cells))
    measured = ("Runs, old to new", "Rate", "95 % interval", "Trend", "Points a run", "Likely cause")
    columns = ("Scenario", *measured, "State", "Owner", "Reason")
    empty = "No scenario ran more than once, so nothing can be said about flakes."
    return Table(title="Flakes", columns=columns, rows=tuple(rows), empty=empty)


def _why_no_rate(flake: Flake) -> str:
    failed = flake.runs.count("F")
    return f"{failed} of {len(flake.runs)} runs failed" if failed else f"{len(flake.runs)} runs, too few"
