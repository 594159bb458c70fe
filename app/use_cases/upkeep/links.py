"""Links that still wait for their other end: counted, and those that have waited for a day called unlinked."""

from typing import Final

from app.domain import labels
from app.domain.graph import Scope
from app.domain.state import read
from app.ports import GraphStore, Sample

UNLINKED_AFTER_MS: Final = 24 * 3_600_000


def waiting_links(graph: GraphStore, scope: Scope, now: int) -> list[Sample]:
    """How many links of the scope are pending, and how many of them for over a day (domain 4)."""
    waiting = [node.since for node in read(graph.snapshot(scope)).of(labels.PENDING_LINK).values()]
    unlinked = sum(since <= now - UNLINKED_AFTER_MS for since in waiting)
    return [
        Sample(scope, "links.pending", now, float(len(waiting))),
        Sample(scope, "links.unlinked", now, float(unlinked)),
    ]
