"""The verdict of one iteration at one moment."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.verdict import Judgement
from app.lenses.verdict import verdict
from app.lenses.views import VerdictView
from app.ports import GraphStore
from app.use_cases.looking import looking


def judgement(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> Judgement:
    """Verdict, streams and reasons. Raises UnknownIteration."""
    return looking(graph).judgement(scope, as_of, now)


def verdict_view(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> VerdictView:
    """The same as people read it. Raises UnknownIteration."""
    return verdict(judgement(graph, scope, as_of, now))
