"""Quarantine (domain 5.2): who should go in, who may come out, and whose review is overdue.

Quarantine takes a scenario out of the pass rule, not out of sight: its rate counts in the suite's.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from app.domain import labels
from app.domain.behaviour.flakes import LIMIT, Flakiness, Outcome, measure, outcomes_of
from app.domain.graph import Node
from app.domain.state import IterationState

GREEN_RUNS: Final = 2
"""So many runs in a row have to be green before a scenario is let out."""

TAGGED: Final = "tagged in the feature file"
"""The reason of a quarantine that a tag asks for; it ends when the tag is gone."""

_TAG: Final = "@quarantine"


def asked_by_tag(tags: Iterable[str]) -> bool:
    """Whether ``@quarantine``, or ``@quarantine:`` with a reason behind it, is among them."""
    return any(tag == _TAG or tag.startswith(f"{_TAG}:") for tag in tags)


def candidates(state: IterationState) -> list[tuple[Node, Flakiness]]:
    """Flaky scenarios outside quarantine whose rate is above the limit, the highest first."""
    outcomes = outcomes_of(state)
    measured = [(s, measure(outcomes.get(key, []))) for key, s in state.of(labels.SCENARIO).items()]
    found = [(s, f) for s, f in measured if not s.get("quarantined") and f.standing == "flaky"]
    return sorted(((s, f) for s, f in found if (f.rate or 0.0) > LIMIT), key=lambda pair: -(pair[1].rate or 0.0))


def quarantined(state: IterationState) -> list[Node]:
    """Everything in quarantine, in order of key."""
    return [s for s in state.of(labels.SCENARIO).values() if s.get("quarantined")]


def green_runs(outcomes: Sequence[Outcome], since: int = 0) -> int:
    """How many of the latest runs after ``since`` (ms) were green in a row; a retried run is not."""
    runs = [list(run) for _, run in groupby((o for o in outcomes if o.at > since), key=lambda o: o.run_id)]
    green = 0
    for run in reversed(runs):
        if not all(o.passed for o in run):
            break
        green += 1
    return green


def green_since_quarantine(scenario: Node, outcomes: Sequence[Outcome]) -> int:
    """The green runs in a row since it went in; a tag is restated by every run, so there all runs count."""
    tagged = scenario.get("quarantine_reason") == TAGGED
    return green_runs(outcomes, 0 if tagged else scenario.times.get("quarantined", 0))


def releasable(state: IterationState) -> list[Node]:
    """Those in quarantine that were green often enough to come out."""
    outcomes = outcomes_of(state)
    listed = ((s, outcomes.get(s.id.key, [])) for s in quarantined(state))
    return [s for s, runs in listed if green_since_quarantine(s, runs) >= GREEN_RUNS]


def overdue(scenario: Node, moment: int) -> bool:
    """In quarantine beyond the date (ms) on which somebody had to look at it again."""
    review = scenario.get("review_date", 0)
    return bool(scenario.get("quarantined") and review and review < moment)
