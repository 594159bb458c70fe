"""The traceability spine through one node at one moment, and the edges that all spines are made of."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.lenses import spine as lens
from app.lenses.stand_ins import spine_of, stand_in
from app.lenses.views import SpineView, WaysView
from app.lenses.ways import ways as ways_of
from app.ports import GraphStore
from app.use_cases.detail import node_at, unknown
from app.use_cases.looking import looking


def spine(graph: GraphStore, scope: Scope, uid: str, as_of: AsOf, now: int | None = None) -> SpineView:
    """Requirement to component through what a mark of this id stands for. Raises UnknownIteration, UnknownNode."""
    memory = looking(graph)
    judgement = memory.judgement(scope, as_of, now)

    def made(state: IterationState, moment: int) -> SpineView:
        node = node_at(state, uid)
        found = None if node else stand_in(state, judgement, moment, uid)
        if node:
            return lens.spine(state, moment, node.id.uid)
        if found:
            return spine_of(found)
        raise unknown(state, uid, scope)

    return memory.view(scope, as_of, now, f"spine {uid}", made)


def ways(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> WaysView:
    """What the browser walks spines with. Raises UnknownIteration."""

    def made(state: IterationState, moment: int) -> WaysView:
        return ways_of(state)

    return looking(graph).view(scope, as_of, now, "ways", made)
