"""Everything of a tenant: its iterations and its manifests (domain 7.1, 14 and 15)."""

from collections.abc import Iterator, Mapping

from app.api.documents import acc
from app.api.documents.common import Doc, when
from app.api.reading import Asked, tenant_of
from app.desk import Desk
from app.domain import labels
from app.errors import UnknownNode
from app.use_cases.overview import overview


def listed(desk: Desk, arguments: Mapping[str, str]) -> Doc:
    """Every iteration with its verdict, since when, and what to do first."""
    rows = overview(desk.graph, tenant_of(desk, arguments), desk.clock())
    return {
        "tenant_id": tenant_of(desk, arguments),
        "iterations": [
            {
                "iteration_id": row.iteration,
                "project": row.project,
                "title": row.title,
                "verdict": row.verdict,
                "since": when(row.since),
                "first": row.first,
                "scope_note": row.scope_note,
                "streams": dict(row.streams),
                "events": row.events,
                "last_valid": when(row.last_valid),
            }
            for row in rows
        ],
    }


def manifests(desk: Desk, arguments: Mapping[str, str]) -> Doc:
    """The manifests of all iterations, or of the one named by ``iteration``."""
    found = [
        {"iteration_id": a.scope.iteration, **m}
        for a in _each(desk, arguments)
        for m in acc.manifests(a)["manifests"]
    ]
    return {"manifests": found}


def manifest(desk: Desk, arguments: Mapping[str, str], name: str) -> Doc:
    """One manifest, of ``iteration`` or of the iteration that had the latest news of it. Raises UnknownNode."""
    for asked in _each(desk, arguments):
        if name in asked.state.of(labels.ANALYSIS):
            return acc.manifest(asked, name)
    raise UnknownNode(f"no iteration has a manifest {name!r}; see acc/manifests")


def _each(desk: Desk, arguments: Mapping[str, str]) -> Iterator[Asked]:
    """Every iteration of the tenant, the one with the latest event first."""
    named = arguments.get("iteration")
    if named:
        yield Asked(desk, named, arguments)
        return
    infos = sorted(desk.graph.scopes(), key=lambda info: -info.last_valid)
    for info in infos:
        if info.scope.tenant == tenant_of(desk, arguments):
            yield Asked(desk, info.scope.iteration, arguments)
