"""What the analyses of an iteration found over time, told in the table of its rules."""

from typing import Final

from app.domain import labels
from app.domain.graph import Scope
from app.domain.moments import LATEST, AsOf
from app.domain.state import IterationState
from app.lenses.acc_trend import RULES, trend, with_trend
from app.lenses.views import GraphView
from app.ports import GraphStore

MOST_EVENTS: Final = 50_000
"""Of longer lives the newest are looked at."""


def told_with_trend(
    graph: GraphStore, scope: Scope, as_of: AsOf, state: IterationState, view: GraphView
) -> GraphView:
    """The view of the structure; its rules tell how many violations each analysis found (valid time)."""
    if not any(table.title == RULES for table in view.tables):
        return view
    end = LATEST if as_of.valid == LATEST else as_of.valid + 1
    analyses = {one.id.key: graph.history(scope, one.id, as_of) for one in state.ever(labels.ANALYSIS)}
    marks = graph.around(scope, 0, end, as_of.known, MOST_EVENTS)
    return with_trend(view, trend(state, marks, analyses))
