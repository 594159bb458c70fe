"""Every iteration of a tenant with its verdict, and which one to begin with."""

from functools import partial
from typing import Final

from app.domain.graph import Scope
from app.domain.moments import LATEST, NOW, AsOf
from app.domain.state import IterationState
from app.domain.verdict.history import VERDICT_NODE, concluded, told
from app.errors import UnknownIteration
from app.lenses.overview import row, title
from app.lenses.turning import turned
from app.lenses.views import OverviewRow
from app.ports import GraphStore, ScopeInfo
from app.use_cases.looking import looking, one_glance
from app.use_cases.shared import Projection

ROW: Final = Projection("overview", OverviewRow, lasting=True)
MOST_AT_ONCE: Final = 100
"""Of so many events at the moment of a turn its cause is sought."""

TITLE: Final = Projection("title", dict[str, str])


def overview(graph: GraphStore, tenant: str, now: int) -> tuple[OverviewRow, ...]:
    """A row per iteration, by project, the newest first; each judged again only when it has changed."""
    infos = [info for info in graph.scopes() if info.scope.tenant == tenant]
    with one_glance():
        looking(graph).seen(infos)
        rows = graph.together([partial(row_of, graph, info, now) for info in infos])
    return tuple(sorted(rows, key=lambda r: (r.project, -r.last_valid, r.iteration)))


def tenants(graph: GraphStore) -> list[str]:
    """Everybody who has an iteration, sorted."""
    return sorted({info.scope.tenant for info in graph.scopes()})


def row_of(graph: GraphStore, info: ScopeInfo, now: int) -> OverviewRow:
    """The row of one iteration. Raises UnknownIteration."""
    memory = looking(graph)

    def made(state: IterationState, moment: int) -> OverviewRow:
        judgement = memory.judgement(info.scope, NOW, moment)
        versions = graph.history(info.scope, VERDICT_NODE)
        shown = row(info.scope, state, judgement, (info.events - concluded(versions), info.last_valid))
        since = shown.since
        then = [] if since is None else graph.around(info.scope, since, since + 1, LATEST, MOST_AT_ONCE)
        return turned(shown, state, versions, told(then))

    return memory.view(info.scope, NOW, now, ROW, made)


def latest(graph: GraphStore, tenant: str) -> str:
    """The iteration with the newest event. Raises UnknownIteration when there is none."""
    infos = [info for info in graph.scopes() if info.scope.tenant == tenant]
    if not infos:
        raise UnknownIteration(f"no event of tenant {tenant!r} has been seen yet")
    return max(infos, key=lambda info: (info.last_valid, info.scope)).scope.iteration


def title_of(graph: GraphStore, scope: Scope, as_of: AsOf) -> dict[str, str]:
    """What the iteration is called, and where its source is: ``title`` of the lens. Raises UnknownIteration."""
    timeless = 0
    return looking(graph).view(scope, as_of, timeless, TITLE, lambda state, _: title(state, scope.iteration))
