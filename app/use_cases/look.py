"""Look through a lens at one moment."""

from typing import Final, cast

from msgspec import structs

from app.domain.graph import Scope
from app.domain.moments import NOW, AsOf
from app.domain.state import IterationState
from app.errors import BadRequest
from app.lenses import LENSES
from app.lenses.logs import with_logs
from app.lenses.settled import settled
from app.lenses.views import GraphView, MatrixView
from app.ports import GraphStore
from app.use_cases.looking import looking
from app.use_cases.rule_trend import told_with_trend
from app.use_cases.shared import Projection

View = GraphView | MatrixView

MATRICES: Final = {"matrix": "dsm", "matrix-components": "dsm-components"}
GROWING: Final = ("dde",)
"""Lenses whose drawing grows while things are told: its past stands where its present does."""
PROJECTIONS: Final[dict[str, Projection[View]]] = {
    lens: Projection(MATRICES[lens], MatrixView) if lens in MATRICES else Projection(f"lens-{lens}", GraphView)
    for lens in LENSES
}


def look(graph: GraphStore, scope: Scope, lens: str, as_of: AsOf, now: int | None = None) -> View:
    """What the lens shows. ``now`` (ms) decides what has expired when the present is looked at; without it, the
    last moment that is known. Raises UnknownIteration, and BadRequest for an unknown lens."""
    if lens not in LENSES:
        raise BadRequest(f"lens takes one of {', '.join(LENSES)}; found {lens!r}")
    memory = looking(graph)

    def drawn(state: IterationState, moment: int) -> View:
        made = LENSES[lens](state, memory.judgement(scope, as_of, now), moment)
        if isinstance(made, GraphView):
            told = told_with_trend(graph, scope, as_of, state, made)
            return structs.replace(told, findings=with_logs(state, made.findings))
        return made

    shown = memory.view(scope, as_of, now, PROJECTIONS[lens], drawn)
    if lens not in GROWING or as_of == NOW or not isinstance(shown, GraphView):
        return shown
    return settled(shown, cast(GraphView, look(graph, scope, lens, NOW, now)))


def matrix(graph: GraphStore, scope: Scope, level: str, as_of: AsOf, now: int | None = None) -> MatrixView:
    """The dependency matrix of a level, ``module`` or ``component``. Raises UnknownIteration, BadRequest."""
    names = {"module": "matrix", "component": "matrix-components"}
    if level not in names:
        raise BadRequest(f"level takes module or component, found {level!r}")
    return cast(MatrixView, look(graph, scope, names[level], as_of, now))
