"""How facts are written down, and what every event says about its iteration."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from app.domain import labels
from app.domain.events import Event
from app.domain.graph import EdgeId, Fact, NodeId, Op, Value
from app.domain.payloads.common import CommitSeen, IterationDeclared, LinkDecided, StreamWaived
from app.domain.whereabouts import LOG, REPOSITORY, address_in

Effect = Callable[[Event], list[Fact]]

_FRAMING: Final = frozenset(
    {
        "dde.workflow.started",
        "dde.workflow.completed",
        "dde.workflow.failed",
        "bdv.run.started",
        "bdv.run.completed",
        "acc.analysis.started",
        "acc.analysis.completed",
        "acc.commit.seen",
        "dde.iteration.declared",
        "bdv.iteration.declared",
        "acc.iteration.declared",
    }
)
"""The events that open or close something; they alone say which project and commit the iteration is about."""


def said(props: Mapping[str, Value]) -> dict[str, Value]:
    """The properties that the producer filled in; empty text and empty lists say nothing."""
    return {name: value for name, value in props.items() if value not in ("", [], None)}


def declare(label: str, key: str, at: int, props: Mapping[str, Value]) -> Fact:
    """The node exists, and has these properties."""
    return Fact(NodeId(label, key), at, props, Op.DECLARE)


def patch(label: str, key: str, at: int, props: Mapping[str, Value]) -> Fact:
    """The node, whether or not it was declared yet, has these properties."""
    return Fact(NodeId(label, key), at, props)


def remove(entity: NodeId | EdgeId, at: int) -> Fact:
    """The entity is gone from then on."""
    return Fact(entity, at, {}, Op.REMOVE)


def join(kind: str, source: NodeId, target: NodeId, at: int, props: Mapping[str, Value] | None = None) -> Fact:
    """The relationship exists."""
    return Fact(EdgeId(kind, source, target), at, props or {}, Op.DECLARE)


def about_iteration(event: Event) -> list[Fact]:
    """Project, commit and repository, from the events that frame a stream's work."""
    if event.event_type not in _FRAMING:
        return []
    props: dict[str, Value] = said({"project": event.project, "commit": event.commit_sha})
    if event.metadata:
        props |= said({REPOSITORY: address_in(event.metadata, REPOSITORY)})
    return [declare(labels.ITERATION, event.iteration_id, event.timestamp, props)]


def with_log(event: Event, stated: list[Fact]) -> list[Fact]:
    """The same facts; the first node among them, which the event is about, knows the log that it names, and of
    which run that is (empty where the event does not say)."""
    log = address_in(event.metadata, LOG)
    at = next((n for n, fact in enumerate(stated) if isinstance(fact.entity, NodeId) and fact.op != Op.REMOVE), None)
    if not log or at is None:
        return stated
    run = getattr(event.payload, "run_id", "") or getattr(event.payload, "generation", "")
    about = msgspec.structs.replace(stated[at], props={**stated[at].props, "log": log, "log_run": run})
    return [*stated[:at], about, *stated[at + 1 :]]


def iteration_declared(event: Event) -> list[Fact]:
    """Required streams add up: one register per stream (R-28)."""
    payload = event.payload
    assert isinstance(payload, IterationDeclared)
    props: dict[str, Value] = said(
        {"version": payload.version, "title": payload.title, "environment": payload.environment}
    )
    props |= {f"requires_{stream}": True for stream in payload.required_streams}
    return [declare(labels.ITERATION, event.iteration_id, event.timestamp, props)]


def stream_waived(event: Event) -> list[Fact]:
    """A person answers for a stream, until a date (R-29)."""
    payload = event.payload
    assert isinstance(payload, StreamWaived)
    props: dict[str, Value] = {"by": payload.by, "reason": payload.reason, "until": payload.until}
    return [declare(labels.WAIVER, event.stream, event.timestamp, props)]


def commit_seen(event: Event) -> list[Fact]:
    """A point on the project's timeline that can be picked like an iteration (R-33)."""
    payload = event.payload
    assert isinstance(payload, CommitSeen)
    props = said({"title": payload.title, "tag": payload.tag, "author": payload.author})
    return [declare(labels.COMMIT, payload.commit, event.timestamp, props)]


def link_decided(event: Event) -> list[Fact]:
    """A person's word on a link (C14), as a node of its own; the correlation draws the consequences."""
    payload = event.payload
    assert isinstance(payload, LinkDecided)
    props: dict[str, Value] = {"kind": payload.kind, "source": payload.source, "target": payload.target}
    props |= {"decision": payload.decision.lower(), "by": payload.by, "reason": payload.reason}
    key = f"{payload.kind}|{payload.source}|{payload.target}"
    return [declare(labels.LINK_DECISION, key, event.timestamp, props)]


def nothing(event: Event) -> list[Fact]:
    """The event informs people; the graph learns nothing from it."""
    return []
