"""What has been seen of an iteration: the small print under every answer."""

import msgspec

from app.domain.graph import Scope
from app.domain.moments import iso, known_ms
from app.errors import UnknownIteration
from app.ports import GraphStore, ScopeInfo


class Watermark(msgspec.Struct, frozen=True):
    """Of everything known of the iteration: its revision, its last moment, and when that was learned (ISO 8601)."""

    revision: int
    last_valid: str
    last_accepted_at: str
    events: int


def watermark(graph: GraphStore, scope: Scope) -> Watermark:
    """The watermark of one iteration. Raises UnknownIteration."""
    for info in graph.scopes():
        if info.scope == scope:
            return mark_of(info)
    raise UnknownIteration(f"no event of iteration {scope.iteration!r} of tenant {scope.tenant!r} has been seen")


def mark_of(info: ScopeInfo) -> Watermark:
    """The watermark that these figures make."""
    return Watermark(info.revision, iso(info.last_valid), iso(known_ms(info.last_accepted)), info.events)
