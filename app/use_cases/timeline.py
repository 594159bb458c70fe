"""The dock of an iteration: its whole life as known at some moment."""

from collections.abc import Iterable
from typing import Final

from app.domain import labels
from app.domain.graph import NodeId, Scope
from app.domain.moments import LATEST, AsOf
from app.domain.state import IterationState
from app.domain.verdict.history import VERDICT_NODE
from app.lenses import timeline as lens
from app.lenses.links import label_of
from app.lenses.views import TimelineView
from app.ports import GraphStore
from app.use_cases.looking import looking
from app.use_cases.shared import Projection

TIMELINE: Final = Projection("timeline", TimelineView)

MOST_EVENTS = 20_000
"""Of longer lives the dock shows the newest events."""


def timeline(graph: GraphStore, scope: Scope, known: int = LATEST) -> TimelineView:
    """Band, lanes and moments from everything accepted by ``known``. Raises UnknownIteration."""
    as_of = AsOf(known=known)

    def made(state: IterationState, moment: int) -> TimelineView:
        marks = graph.around(scope, 0, LATEST, known, MOST_EVENTS)
        verdicts = graph.history(scope, VERDICT_NODE, as_of)
        commits = [(c.since, str(c.get("tag") or c.id.key[:10])) for c in state.of(labels.COMMIT).values()]
        names = _names(graph, scope, as_of, {m.subject for m in marks if m.mark})
        revision = graph.revision(scope)
        return lens.timeline(marks, verdicts, names, commits, revision, most=MOST_EVENTS)

    return looking(graph).view(scope, as_of, 0, TIMELINE, made)


def _names(graph: GraphStore, scope: Scope, as_of: AsOf, uids: Iterable[str]) -> dict[str, str]:
    """What people call the nodes; also those that no longer count, for they were once spoken of."""
    nodes = graph.snapshot(scope, as_of).nodes
    found = ((uid, nodes.get(NodeId.parse(uid))) for uid in uids)
    return {uid: label_of(node) for uid, node in found if node is not None}
