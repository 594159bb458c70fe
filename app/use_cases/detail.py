"""Everything about one node at one moment."""

from app.domain.graph import Node, NodeId, Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.errors import UnknownNode
from app.lenses import detail as lens
from app.lenses.views import DetailView
from app.ports import GraphStore
from app.use_cases.looking import looking


def detail(graph: GraphStore, scope: Scope, uid: str, as_of: AsOf, now: int | None = None) -> DetailView:
    """The panel of the node that a mark leads to. Raises UnknownIteration, UnknownNode."""
    memory = looking(graph)
    node = node_at(memory.state(scope, as_of), uid, scope)

    def made(state: IterationState, moment: int) -> DetailView:
        return lens.detail(state, moment, node, graph.history(scope, node.id, as_of))

    return memory.view(scope, as_of, now, f"detail {uid}", made)


def node_at(state: IterationState, uid: str, scope: Scope) -> Node:
    """The node of this uid, or the one that a mark of this id stands for. Raises UnknownNode."""
    node = state.get(uid) or state.get(uid.rpartition("»")[2])
    if node is not None:
        return node
    label = NodeId.parse(uid).label
    known = len(state.of(label))
    among = f"it has {known} of {label}" if known else "a uid is Label/key"
    raise UnknownNode(f"{scope.iteration!r} has no {uid!r} at this moment; {among}")
