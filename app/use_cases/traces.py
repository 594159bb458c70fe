"""Which scenarios stand for which requirements at one moment."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.lenses.traces import traces as lens
from app.lenses.views import TracesView
from app.ports import GraphStore
from app.use_cases.looking import looking


def traces(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> TracesView:
    """The matrix of requirements and scenarios. Raises UnknownIteration."""

    def made(state: IterationState, _moment: int) -> TracesView:
        return lens(state)

    return looking(graph).view(scope, as_of, now, "traces", made)
