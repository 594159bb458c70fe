"""Find things by their words."""

from app.lenses.views import Found
from app.ports import SearchIndex
from app.ports.search import Wanted


def find(index: SearchIndex, tenant: str, query: str, *, iteration: str = "", limit: int = 20) -> tuple[Found, ...]:
    """What holds every word of the query, best first; at most ``limit``."""
    hits = index.search(
        tenant, query, Wanted(only={"iteration": (iteration,)} if iteration else {}, limit=limit)
    ).hits
    return tuple(
        Found(
            iteration=hit.scope.iteration,
            id=hit.uid,
            kind=hit.kind,
            label=hit.title,
            snippet=hit.snippet,
            severity=hit.severity,
            at=hit.valid_at,
        )
        for hit in hits
    )
