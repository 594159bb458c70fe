"""Which streams an iteration's verdict needs, said together with the events that feed it (R-28)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from app.domain import labels
from app.domain.effects.bdv import requirement_tags
from app.domain.events import STREAMS, Event
from app.domain.graph import NodeId, Scope
from app.domain.identity import derived_id
from app.domain.payloads.bdv import FeatureDiscovered
from app.domain.payloads.common import IterationDeclared
from app.domain.payloads.dde import RequirementCreated
from app.errors import UnknownIteration
from app.ports import GraphStore

PLANS: Final = ("dde.requirement.", "dde.contract.", "dde.log.", "dde.link.", "bdv.link.", "acc.link.", "acc.commit.")
"""What says what was wanted, informs, or places a commit in time: no evidence that its stream was at work."""


class Fed(msgspec.Struct):
    """What one ingest brought for one iteration: the streams at work, the requirements that features name by tag,
    and its earliest moment (ms)."""

    first: int
    streams: set[str]
    events: int = 0
    tagged: set[str] = set()

    def note(self, event: Event) -> None:
        """Count one more event."""
        self.first = min(self.first, event.timestamp)
        if not event.event_type.startswith(PLANS):
            self.streams.add(event.stream)
        if isinstance(event.payload, FeatureDiscovered):
            self.tagged.update(_requirements_in(event.payload))
        self.events += 1


def _requirements_in(feature: FeatureDiscovered) -> list[str]:
    tags = [*feature.tags, *(tag for scenario in feature.scenarios for tag in scenario.tags)]
    return [str(requirement) for requirement in requirement_tags(tags)]


def tagged_requirements(scope: Scope, fed: Fed, batch_id: str) -> list[Event]:
    """The requirements that features name by tag: a tag is where many teams keep them (R-34).

    They say no more than that the requirement exists; a list of requirements says the rest.
    """
    return [
        Event(
            event_id=(event_id := derived_id("tagged", *scope, requirement)),
            idempotency_key=event_id,
            timestamp=fed.first,
            tenant_id=scope.tenant,
            iteration_id=scope.iteration,
            event_type="dde.requirement.created",
            node_id=requirement,
            payload=RequirementCreated(requirement_id=requirement, origin="tag"),
            batch_id=batch_id,
            source="mission-control ingest",
        )
        for requirement in sorted(fed.tagged)
    ]


def declaration(scope: Scope, fed: Fed, wanted: Sequence[str], batch_id: str, *, unsaid: bool) -> Event | None:
    """The event that says which streams are required: those wanted, else those that were fed.

    An iteration that was ``unsaid`` requires all three; that is not made less in passing.
    """
    if not wanted and unsaid:
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


def unsaid(graph: GraphStore, scope: Scope) -> bool:
    """Whether something has reported there already, and nobody ever said which streams are required. To be asked
    before anything is sent: a worker that is running takes it in at once."""
    try:
        nodes = graph.snapshot(scope).nodes
    except UnknownIteration:
        return False
    iteration = nodes.get(NodeId(labels.ITERATION, scope.iteration))
    declared = iteration is not None and any(iteration.get(f"requires_{stream}") for stream in STREAMS)
    return not declared and any(node_id.label in labels.STREAM_OF for node_id in nodes)
