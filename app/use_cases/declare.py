"""Which streams an iteration's verdict needs, said together with the events that feed it (R-28)."""

from collections.abc import Sequence

import msgspec

from app.domain import labels
from app.domain.events import STREAMS, Event
from app.domain.graph import NodeId, Scope
from app.domain.identity import derived_id
from app.domain.payloads.common import IterationDeclared
from app.errors import UnknownIteration
from app.ports import GraphStore


class Fed(msgspec.Struct):
    """What one ingest brought for one iteration: its streams, and its earliest moment (ms)."""

    first: int
    streams: set[str]
    events: int = 0

    def note(self, event: Event) -> None:
        """Count one more event."""
        self.first = min(self.first, event.timestamp)
        self.streams.add(event.stream)
        self.events += 1


def declaration(graph: GraphStore, scope: Scope, fed: Fed, wanted: Sequence[str], batch_id: str) -> Event | None:
    """The event that says which streams are required: those wanted, else those that were fed.

    An iteration that is known and never said so requires all three; that is not made less in passing.
    """
    if not wanted and _requires_all(graph, scope):
        return None
    required = [stream for stream in STREAMS if stream in (wanted or fed.streams)]
    if not required:
        return None
    event_id = derived_id("declared", *scope, str(fed.first), *required)
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=fed.first,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        event_type=f"{required[0]}.iteration.declared",
        node_id=scope.iteration,
        payload=IterationDeclared(required_streams=required),
        batch_id=batch_id,
        source="mission-control ingest",
    )


def _requires_all(graph: GraphStore, scope: Scope) -> bool:
    """Whether something has reported there already, and nobody ever said which streams are required."""
    try:
        nodes = graph.snapshot(scope).nodes
    except UnknownIteration:
        return False
    iteration = nodes.get(NodeId(labels.ITERATION, scope.iteration))
    declared = iteration is not None and any(iteration.get(f"requires_{stream}") for stream in STREAMS)
    return not declared and any(node_id.label in labels.STREAM_OF for node_id in nodes)
