"""The traceability spine through one node at one moment."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.lenses import spine as lens
from app.lenses.views import SpineView
from app.ports import GraphStore
from app.use_cases.detail import node_at
from app.use_cases.looking import looking


def spine(graph: GraphStore, scope: Scope, uid: str, as_of: AsOf, now: int | None = None) -> SpineView:
    """Requirement to component through the node. Raises UnknownIteration, UnknownNode."""
    memory = looking(graph)
    node = node_at(memory.state(scope, as_of), uid, scope)

    def made(state: IterationState, moment: int) -> SpineView:
        return lens.spine(state, moment, node.id.uid)

    return memory.view(scope, as_of, now, f"spine {uid}", made)
