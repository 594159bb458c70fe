"""What the tasks of an iteration made and how often they tried, up to a moment."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from app.domain import labels
from app.domain.graph import EventMark, NodeId, Scope, Version
from app.domain.moments import LATEST, AsOf
from app.domain.state import IterationState
from app.lenses.attempts import earlier_tries
from app.lenses.lineage import stories
from app.lenses.views.lineage import LineageView
from app.ports import GraphStore
from app.use_cases.looking import looking

MOST_EVENTS: Final = 20_000
"""Of longer lives the newest are looked at."""
MOST_LIVES: Final = 300
"""The past of so many artifacts is read: of those that most was told of."""


def lineage(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> LineageView:
    """Earlier attempts of tasks, and artifacts over time. Raises UnknownIteration."""

    def made(state: IterationState, moment: int) -> LineageView:
        end = LATEST if as_of.valid == LATEST else as_of.valid + 1
        marks = graph.around(scope, 0, end, as_of.known, MOST_EVENTS)
        artifacts = state.of(labels.ARTIFACT)
        lives = _lives(graph, scope, as_of, marks)
        told = stories(state, moment, lives)
        times = [stamp.at for one in told for stamp in one.stamps]
        return LineageView(
            tries=earlier_tries(marks),
            artifacts=told,
            first=min(times, default=0),
            last=max(times, default=0),
            cut=max(0, len(artifacts) - len(lives)) if len(lives) >= MOST_LIVES else 0,
        )

    return looking(graph).view(scope, as_of, now, "lineage", made)


def _lives(graph: GraphStore, scope: Scope, as_of: AsOf, marks: Sequence[EventMark]) -> dict[str, Sequence[Version]]:
    spoken = Counter(mark.subject for mark in marks if mark.event_type.startswith("dde.artifact."))
    chosen = [uid for uid, _ in spoken.most_common(MOST_LIVES)]
    return {uid: graph.history(scope, NodeId.parse(uid), as_of) for uid in chosen}
