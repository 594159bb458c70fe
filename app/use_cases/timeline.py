"""The dock of an iteration: its whole life as known at some moment."""

from app.domain import labels
from app.domain.graph import NodeId, Scope
from app.domain.moments import LATEST, AsOf
from app.domain.state import IterationState
from app.lenses import timeline as lens
from app.lenses.links import label_of
from app.lenses.views import TimelineView
from app.ports import GraphStore
from app.use_cases.looking import looking

MOST_EVENTS = 20_000
"""Of longer lives the dock shows the newest events."""

_NAMED = (labels.TASK, labels.SCENARIO, labels.FEATURE, labels.CONTRACT, labels.VIOLATION, labels.REQUIREMENT)


def timeline(graph: GraphStore, scope: Scope, known: int = LATEST) -> TimelineView:
    """Band, lanes and moments from everything accepted by ``known``. Raises UnknownIteration."""
    as_of = AsOf(known=known)

    def made(state: IterationState, moment: int) -> TimelineView:
        marks = graph.around(scope, 0, LATEST, known, MOST_EVENTS)
        verdicts = graph.history(scope, NodeId(labels.VERDICT, "current"), as_of)
        commits = [(c.since, str(c.get("tag") or c.id.key[:10])) for c in state.of(labels.COMMIT).values()]
        names = {n.id.uid: label_of(n) for label in _NAMED for n in state.of(label).values()}
        revision = graph.revision(scope)
        return lens.timeline(marks, verdicts, names, commits, revision, most=MOST_EVENTS)

    return looking(graph).view(scope, as_of, 0, "timeline", made)
