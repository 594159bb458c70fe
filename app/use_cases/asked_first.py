"""What is asked first of an iteration as it is now, worked out before anybody asks."""

from typing import Final

from app.domain import labels
from app.domain.critical_path import CriticalPath, critical_path
from app.domain.graph import Scope
from app.domain.moments import NOW, AsOf
from app.lenses import LENSES
from app.lenses.covered import covered
from app.lenses.views import Covered
from app.ports import GraphStore, ScopeInfo
from app.use_cases.look import look
from app.use_cases.looking import looking, one_glance
from app.use_cases.overview import row_of, title_of
from app.use_cases.shared import Projection
from app.use_cases.timeline import timeline
from app.use_cases.verdict import verdict_view

COVERAGE: Final = Projection("coverage", Covered)
CRITICAL_PATH: Final = Projection("critical_path", CriticalPath)


def coverage_of(graph: GraphStore, scope: Scope, as_of: AsOf, now: int) -> Covered:
    """What scenarios cover. Raises UnknownIteration."""
    return looking(graph).view(scope, as_of, now, COVERAGE, lambda state, _: covered(state))


def critical_path_of(graph: GraphStore, scope: Scope, as_of: AsOf, now: int) -> CriticalPath:
    """The chain of tasks that decides how long it takes. Raises UnknownIteration."""
    made = looking(graph).view
    return made(scope, as_of, now, CRITICAL_PATH, lambda state, _: critical_path(state.of(labels.TASK).values()))


def project(graph: GraphStore, info: ScopeInfo, now: int) -> None:
    """Work out all of it for the present (``now`` in ms), as of what ``info`` says. Raises UnknownIteration."""
    with one_glance():
        looking(graph).seen([info])  # what comes meanwhile must not be kept together with counts of before
        for lens in LENSES:
            look(graph, info.scope, lens, NOW, now)
        verdict_view(graph, info.scope, NOW, now)
        coverage_of(graph, info.scope, NOW, now)
        critical_path_of(graph, info.scope, NOW, now)
        title_of(graph, info.scope, NOW)
        row_of(graph, info, now)
        timeline(graph, info.scope)
