"""What earlier runs left in the graph: attempts, quarantine, flake marks."""

from app.domain.behaviour.known import Known, known_of
from app.domain.graph import Scope
from app.domain.moments import NOW
from app.errors import UnknownIteration
from app.ports import GraphStore
from app.use_cases.looking import looking


def known_runs(graph: GraphStore, scope: Scope) -> Known:
    """What the iteration knows; nothing where no event of it has been seen."""
    try:
        return known_of(looking(graph).state(scope, NOW))
    except UnknownIteration:
        return Known()
