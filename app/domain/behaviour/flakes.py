"""Flakes (domain 5.2, R-17): how often a scenario fails that also passes, how sure that is, and what may cause it.

Every attempt counts, so that a retry hides nothing. Only attempts at one version of the code are compared:
a test that was broken and then repaired was never flaky.
"""

import itertools
import math
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from app.domain import labels
from app.domain.graph import Node
from app.domain.payloads.bdv import FlakeDetected
from app.domain.state import IterationState

WINDOW: Final = 10
FEWEST_RUNS: Final = 3
LIMIT: Final = 0.10
"""From here on, exclusively, a flaky scenario should be quarantined."""
RISING: Final = 0.05
"""The slope of the rate, per run, above which it rises."""
_Z: Final = 1.959964

_WORDS: Final = (
    ("network", 0.9, re.compile(r"\b(timeout|timed out|connection|network|unreachable|refused)\b", re.I)),
    ("data", 0.85, re.compile(r"(\brandom|uuid|timestamp|current_time)", re.I)),
    ("environment", 0.75, re.compile(r"\b(timezone|locale|platform|os|environment)\b", re.I)),
)


class Outcome(NamedTuple):
    """One attempt that ran to an end. ``at`` in ms; ``code`` names the version of the code, empty where unknown."""

    at: int
    passed: bool
    code: str = ""
    run_id: str = ""
    attempt: int = 1
    duration_ms: float = 0.0
    error: str = ""


class Times(msgspec.Struct, frozen=True):
    """How long the attempts took, in ms; ``outliers`` lie more than three deviations from the mean."""

    mean: float
    median: float
    deviation: float
    p95: float
    p99: float
    outliers: int


class Flakiness(msgspec.Struct, frozen=True):
    """What the latest attempts say. ``letters`` are P and F, old to new.

    ``rate`` is 1 − passes/runs when both outcomes occurred, 0 when all passed, None when all failed or
    when fewer than three ran; ``low`` and ``high`` its 95 % interval (Wilson); ``slope`` its
    least-squares change per run. ``standing`` is steady, flaky, keeps failing or too few runs.
    """

    letters: str
    standing: str
    rate: float | None
    low: float | None
    high: float | None
    slope: float
    cause: str
    cause_confidence: float | None

    @property
    def rising(self) -> bool:
        """It gets worse from run to run."""
        return self.slope > RISING


def outcomes_of(state: IterationState) -> dict[str, list[Outcome]]:
    """The attempts per scenario key, old to new; skipped ones and those under way say nothing."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for run in state.of(labels.TEST_RUN).values():
        if run.get("status", "RUNNING") not in ("RUNNING", "SKIPPED"):
            found[run.get("scenario_id", "")].append(_outcome(run))
    return {key: sorted(listed, key=_order) for key, listed in found.items()}


def _outcome(run: Node) -> Outcome:
    return Outcome(
        at=run.get("finished_at", run.since),
        passed=run.get("status") == "PASSED",
        code=run.get("code", ""),
        run_id=run.get("run_id", ""),
        attempt=run.get("attempt", 1),
        duration_ms=float(run.get("duration_ms", 0.0)),
        error=str(run.get("error_message", "")),
    )


def _order(outcome: Outcome) -> tuple[int, str, int]:
    return outcome.at, outcome.run_id, outcome.attempt


def window(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The latest ten attempts at the version of the code that was tried last."""
    known = sorted(outcomes, key=_order)
    return [o for o in known if o.code == known[-1].code][-WINDOW:]


def measure(outcomes: Iterable[Outcome]) -> Flakiness:
    """The flakiness that these attempts show, in whatever order they come."""
    latest = window(outcomes)
    letters = "".join("P" if o.passed else "F" for o in latest)
    standing, rate = _standing(letters)
    low, high = wilson(letters.count("F"), len(letters)) if rate is not None else (None, None)
    cause, sure = _cause(latest, letters) if "F" in letters and "P" in letters else ("", None)
    return Flakiness(letters, standing, rate, low, high, trend(letters), cause, sure)


def _standing(letters: str) -> tuple[str, float | None]:
    """All failed is no rate but a failure; under three runs nothing can be said."""
    if letters and "P" not in letters:
        return "keeps failing", None
    if len(letters) < FEWEST_RUNS:
        return "too few runs", None
    rate = letters.count("F") / len(letters)
    return ("flaky" if rate else "steady"), rate


def wilson(failures: int, runs: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; the whole span for no runs."""
    if not runs:
        return 0.0, 1.0
    share, z2 = failures / runs, _Z * _Z
    middle = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    half = _Z / (1 + z2 / runs) * math.sqrt(share * (1 - share) / runs + z2 / (4 * runs * runs))
    # Rounding must not push the share itself out of its interval.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def trend(letters: str) -> float:
    """The least-squares slope of the rate as it stood after each run, from the third on; 0 for fewer than two."""
    rates = [letters[:n].count("F") / n for n in range(FEWEST_RUNS, len(letters) + 1)]
    return statistics.linear_regression(range(len(rates)), rates).slope if len(rates) > 1 else 0.0


def times(outcomes: Sequence[Outcome]) -> Times | None:
    """How long they took; None when nothing was measured."""
    took = sorted(o.duration_ms for o in outcomes if o.duration_ms)
    if not took:
        return None
    mean, deviation = statistics.fmean(took), statistics.pstdev(took)
    outliers = sum(abs(t - mean) > 3 * deviation for t in took)
    return Times(mean, statistics.median(took), deviation, _quantile(took, 0.95), _quantile(took, 0.99), outliers)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that so many are not above (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _cause(outcomes: Sequence[Outcome], letters: str) -> tuple[str, float]:
    """The likeliest cause, with how sure that hint is."""
    texts = " ".join(o.error for o in outcomes)
    hints = [(sure, name) for name, sure, pattern in _WORDS if pattern.search(texts)]
    took = times(outcomes)
    measured = sum(bool(o.duration_ms) for o in outcomes)
    if took and measured >= FEWEST_RUNS and took.deviation > 0.5 * took.mean:
        hints.append((0.8, "timing"))
    turns = sum(a != b for a, b in itertools.pairwise(letters))
    if len(letters) > 5 and turns / (len(letters) - 1) > 0.4:
        hints.append((0.7, "race"))
    sure, cause = max(hints, default=(0.3, "unknown"))
    return cause, sure


def detected(key: str, found: Flakiness) -> FlakeDetected:
    """What is said of a scenario that was measured."""
    return FlakeDetected(
        scenario_id=key,
        flake_rate=found.rate or 0.0,
        total_runs=len(found.letters),
        recent_results=["PASSED" if letter == "P" else "FAILED" for letter in found.letters],
        low=found.low or 0.0,
        high=1.0 if found.high is None else found.high,
        slope=found.slope,
        cause=found.cause,
        cause_confidence=found.cause_confidence or 0.0,
    )
