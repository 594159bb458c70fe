"""What is known of a suite before it runs again: attempts, quarantine, flake marks."""

from collections.abc import Mapping, Sequence

import msgspec

from app.domain import labels
from app.domain.behaviour.flakes import Outcome, outcomes_of
from app.domain.behaviour.quarantine import TAGGED, quarantined
from app.domain.state import IterationState


class Held(msgspec.Struct, frozen=True):
    """Why a scenario is quarantined, and since when (ms); 0 for a tag, which every run restates."""

    reason: str
    since: int = 0


class Known(msgspec.Struct, frozen=True):
    """Attempts per scenario key, old to new; who is quarantined; who is marked flaky."""

    outcomes: Mapping[str, Sequence[Outcome]] = {}
    quarantined: Mapping[str, Held] = {}
    flaky: frozenset[str] = frozenset()


def known_of(state: IterationState) -> Known:
    """What an iteration knows."""
    held = {s.id.key: (str(s.get("quarantine_reason", "")), s.times["quarantined"]) for s in quarantined(state)}
    return Known(
        outcomes=outcomes_of(state),
        quarantined={key: Held(why, 0 if why == TAGGED else since) for key, (why, since) in held.items()},
        flaky=frozenset(key for key, s in state.of(labels.SCENARIO).items() if s.get("flaky")),
    )
