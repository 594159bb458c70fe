"""The verdict of one iteration at one moment, as people read it."""

from typing import Final

from msgspec import structs

from app.domain.graph import Scope
from app.domain.moments import AsOf
from app.domain.state import IterationState
from app.lenses.logs import with_logs
from app.lenses.verdict import verdict
from app.lenses.views import VerdictView
from app.ports import GraphStore
from app.use_cases.looking import looking
from app.use_cases.shared import Projection

TOLD: Final = Projection("verdict-told", VerdictView)


def verdict_view(graph: GraphStore, scope: Scope, as_of: AsOf, now: int | None = None) -> VerdictView:
    """The answer, why, and what to do. ``now`` (ms) decides what has expired. Raises UnknownIteration."""
    memory = looking(graph)

    def made(state: IterationState, _moment: int) -> VerdictView:
        said = verdict(memory.judgement(scope, as_of, now))
        reasons, looks = with_logs(state, said.reasons), with_logs(state, said.looks)
        return structs.replace(said, reasons=reasons, looks=looks)

    return memory.view(scope, as_of, now, TOLD, made)
