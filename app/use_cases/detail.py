"""Everything about one node at one moment."""

from msgspec import structs

from app.domain import labels
from app.domain.graph import Node, Scope
from app.domain.logged import leads_to, logged
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.errors import UnknownNode
from app.lenses import detail as lens
from app.lenses.stand_ins import stand_in
from app.lenses.views import DetailView
from app.ports import GraphStore
from app.use_cases.looking import looking


def detail(graph: GraphStore, scope: Scope, uid: str, as_of: AsOf, now: int | None = None) -> DetailView:
    """The panel of what a mark of this id stands for. Raises UnknownIteration, UnknownNode."""
    memory = looking(graph)
    judgement = memory.judgement(scope, as_of, now)

    def made(state: IterationState, moment: int) -> DetailView:
        node = node_at(state, uid)
        found = None if node else stand_in(state, judgement, moment, uid)
        if node:
            shown = lens.detail(state, moment, node, graph.history(scope, node.id, as_of))
            return structs.replace(shown, moments=_moments(graph, scope, node, as_of))
        if found:
            return found
        raise unknown(state, uid, scope)

    return memory.view(scope, as_of, now, f"detail {uid}", made)


def _moments(graph: GraphStore, scope: Scope, node: Node, as_of: AsOf) -> tuple[int, ...]:
    """All of its life as known then, not only up to the moment looked at."""
    return tuple(sorted({version.valid_at for version in graph.history(scope, node.id, AsOf(known=as_of.known))}))


def node_at(state: IterationState, uid: str) -> Node | None:
    """The node of this uid, or the one that it leads to: a mark to its node, a line of a log to its task.

    The verdict is told from its judgement.
    """
    if uid.startswith(f"{labels.VERDICT}/"):
        return None
    return state.get(leads_to(uid).uid) or state.get(uid.rpartition("»")[2])


def unknown(state: IterationState, uid: str, scope: Scope) -> UnknownNode:
    """Says what is not there, and what is."""
    label, key = leads_to(uid)
    if not key:
        why = "whoever wrote the line named no task" if logged(uid) else "a uid is Label/key"
        return UnknownNode(f"{uid!r} leads to no node: {why}")
    known = len(state.of(label))
    among = f"it has {known} of {label}" if known else "a uid is Label/key"
    return UnknownNode(f"{scope.iteration!r} has no {uid!r} at this moment; {among}")
