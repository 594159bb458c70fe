"""Compare two moments of one iteration, or of two iterations."""

from collections.abc import Sequence

from app.domain import fold
from app.domain.difference import Diff
from app.domain.graph import EventMark, Scope
from app.domain.moments import LATEST, AsOf
from app.lenses import compare as lens
from app.lenses.compare import Side
from app.lenses.views import CompareView
from app.ports import GraphStore
from app.use_cases.looking import Looking, looking

MOST_EVENTS = 2_000


def compare(graph: GraphStore, scope: Scope, a: AsOf, b: AsOf, now: int, other: Scope | None = None) -> CompareView:
    """B against A: both answers, what changed, and the events between. ``other`` is the iteration that A lies in,
    where it is not that of B; then no events lie between. Raises UnknownIteration."""
    memory = looking(graph)
    home = other or scope
    sides = _side(memory, home, a, now), _side(memory, scope, b, now)
    if home == scope:
        return lens.compare(*sides, graph.diff(scope, a, b), _between(graph, scope, a, b))
    return lens.compare(*sides, _apart(graph, (home, a), (scope, b)), [], apart=True)


def _apart(graph: GraphStore, a: tuple[Scope, AsOf], b: tuple[Scope, AsOf]) -> Diff:
    return fold.diff(graph.snapshot(*a), graph.snapshot(*b))


def _between(graph: GraphStore, scope: Scope, a: AsOf, b: AsOf) -> Sequence[EventMark]:
    start, end = sorted((a.valid, b.valid))
    stop = end if end == LATEST else end + 1
    return graph.around(scope, start + 1, stop, max(a.known, b.known), MOST_EVENTS) if start < stop - 1 else []


def _side(memory: Looking, scope: Scope, as_of: AsOf, now: int) -> Side:
    moment = memory.moment(scope, as_of, now)
    return Side(memory.state(scope, as_of), memory.judgement(scope, as_of, now), moment)
