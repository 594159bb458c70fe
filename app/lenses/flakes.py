"""Flakes (domain 5.2): the last runs, the rate with its interval, and what the cause may be."""

import itertools
import math
import re
from collections import defaultdict

from app.domain import labels
from app.domain.graph import Node
from app.domain.state import IterationState
from app.lenses import scenarios, words
from app.lenses.tones import SCENARIO, Face
from app.lenses.views import Flake, Row, Table

WINDOW = 10
FEWEST_RUNS = 3
LIMIT = 0.10
_Z = 1.959964

_CAUSES = (
    ("network", 0.9, re.compile(r"\b(timeout|timed out|connection|network|unreachable|refused)\b", re.I)),
    ("data", 0.85, re.compile(r"(\brandom|uuid|timestamp|current_time)", re.I)),
    ("environment", 0.75, re.compile(r"\b(timezone|locale|platform|os|environment)\b", re.I)),
)

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


def flakes(state: IterationState) -> tuple[Flake, ...]:
    """Who did not always pass, is marked, or ran often; highest rate first."""
    runs = runs_of(state)
    made = [
        _flake(s, runs.get(key, [])) for key, s in state.of(labels.SCENARIO).items() if _told(s, runs.get(key, []))
    ]
    return tuple(sorted(made, key=lambda f: (-(f.rate if f.rate is not None else -1.0), f.label, f.id)))


def _told(scenario: Node, runs: list[Node]) -> bool:
    """A scenario that ran once and passed says nothing about flakes."""
    return bool(scenario.get("flaky") or scenario.get("quarantined") or len(runs) > 1)


def _flake(scenario: Node, runs: list[Node]) -> Flake:
    letters = "".join("P" if r.get("status") == "PASSED" else "F" for r in runs[-WINDOW:])
    letters = letters or "".join("P" if r == "PASSED" else "F" for r in scenario.get("recent_results", [])[-WINDOW:])
    state, rate = _state_of(scenario, letters)
    low, high = wilson(letters.count("F"), len(letters)) if rate is not None else (None, None)
    cause, sure = _cause(runs, letters) if "F" in letters and "P" in letters else ("", None)
    return Flake(
        id=scenario.id.uid,
        label=scenarios.name(scenario),
        runs=letters,
        rate=rate,
        low=low,
        high=high,
        state=state,
        cause=cause,
        cause_confidence=sure,
        ticket=scenario.get("ticket", ""),
        until=scenario.get("review_date"),
        limit=LIMIT,
    )


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


def wilson(failures: int, runs: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; the whole span for no runs."""
    if not runs:
        return 0.0, 1.0
    share, z2 = failures / runs, _Z * _Z
    middle = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = _Z / (1 + z2 / runs) * math.sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    return max(0.0, middle - half), min(1.0, middle + half)


def _cause(runs: list[Node], letters: str) -> tuple[str, float]:
    """The likeliest cause, with how sure that hint is."""
    texts = " ".join(str(r.get("error_message", "")) for r in runs)
    hints = [(sure, name) for name, sure, pattern in _CAUSES if pattern.search(texts)]
    times = [float(r.get("duration_ms", 0.0)) for r in runs if r.get("duration_ms")]
    if len(times) >= FEWEST_RUNS and _scatter(times) > 0.5:
        hints.append((0.8, "timing"))
    turns = sum(a != b for a, b in itertools.pairwise(letters))
    if len(letters) > 5 and turns / (len(letters) - 1) > 0.4:
        hints.append((0.7, "race"))
    sure, cause = max(hints, default=(0.3, "unknown"))
    return cause, sure


def _scatter(times: list[float]) -> float:
    """Standard deviation over mean."""
    mean = sum(times) / len(times)
    return math.sqrt(sum((t - mean) ** 2 for t in times) / len(times)) / mean if mean else 0.0


def table(found: tuple[Flake, ...]) -> Table:
    """The flakes as rows."""
    rows = []
    for f in found:
        shape = _FACES[f.state]
        rate = f"{f.rate:.2f}" if f.rate is not None else "none"
        between = f"{f.low:.2f} to {f.high:.2f}" if f.low is not None else _why_no_rate(f)
        cause = f"{f.cause} {f.cause_confidence:.2f}" if f.cause else ""
        told = f"{f.state}{', ' + f.ticket if f.ticket else ''}{', to ' + words.day(f.until) if f.until else ''}"
        cells = (f.label, f.runs, rate, between, cause, told)
        rows.append(Row(id=f.id, tone=shape.tone, glyph=shape.glyph, cells=cells))
    columns = ("Scenario", "Runs, old to new", "Rate", "95 % interval", "Likely cause", "State")
    empty = "No scenario ran more than once, so nothing can be said about flakes."
    return Table(title="Flakes", columns=columns, rows=tuple(rows), empty=empty)


def _why_no_rate(flake: Flake) -> str:
    failed = flake.runs.count("F")
    return f"{failed} of {len(flake.runs)} runs failed" if failed else f"{len(flake.runs)} runs, too few"
