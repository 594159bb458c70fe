"""The verdict of one iteration at one moment, as people read it."""

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.lenses.verdict import verdict
from app.lenses.views import VerdictView
from app.ports import GraphStore
from app.use_cases.judge import judgement


def verdict_view(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> VerdictView:
    """The answer, why, and what to do. ``now`` (ms) decides what has expired. Raises UnknownIteration."""
    return verdict(judgement(graph, scope, as_of, now))
