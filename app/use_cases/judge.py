"""The judgement of one iteration at one moment."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.verdict import Judgement
from app.ports import GraphStore
from app.use_cases.looking import looking


def judgement(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> Judgement:
    """Verdict, streams and reasons. ``now`` (ms) decides what has expired. Raises UnknownIteration."""
    return looking(graph).judgement(scope, as_of, now)
