"""Compare two moments of one iteration."""

from app.domain.graph import Scope
from app.domain.moments import LATEST, AsOf
from app.lenses import compare as lens
from app.lenses.compare import Side
from app.lenses.views import CompareView
from app.ports import GraphStore
from app.use_cases.looking import Looking, looking

MOST_EVENTS = 2_000


def compare(graph: GraphStore, scope: Scope, a: AsOf, b: AsOf, now: int) -> CompareView:
    """B against A: both answers, what changed, and the events between. Raises UnknownIteration."""
    memory = looking(graph)
    start, end = sorted((a.valid, b.valid))
    stop = end if end == LATEST else end + 1
    between = graph.around(scope, start + 1, stop, max(a.known, b.known), MOST_EVENTS) if start < stop - 1 else []
    return lens.compare(_side(memory, scope, a, now), _side(memory, scope, b, now), graph.diff(scope, a, b), between)


def _side(memory: Looking, scope: Scope, as_of: AsOf, now: int) -> Side:
    moment = memory.moment(scope, as_of, now)
    return Side(memory.state(scope, as_of), memory.judgement(scope, as_of, now), moment)
