"""What the events about contracts, artifacts and gates state (domain 2.1)."""

from typing import cast

from app.domain import identity, labels
from app.domain.effects.common import Effect, declare, join, said
from app.domain.effects.runs import owner
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.payloads import handover


def contract(state: str) -> Effect:
    """A step in the life of a contract; ``previous_version`` says what it takes the place of."""

    def effect(event: Event) -> list[Fact]:
        p, at = cast(handover.ContractEvent, event.payload), event.timestamp
        props: dict[str, Value] = {"name": p.contract_name, "version": identity.plain_version(p.version), **owner(p)}
        if state:
            props["state"] = state
        for name in ("contract_type", "previous_version", "changes", "sunset_date", "owner_task", "consumers"):
            props |= said({name: getattr(p, name, "")})
        me = NodeId(labels.CONTRACT, identity.contract_key(p.contract_name, p.version))
        facts = [declare(me.label, me.key, at, props)]
        if p.previous_version:
            old = NodeId(labels.CONTRACT, identity.contract_key(p.contract_name, p.previous_version))
            breaking = event.event_type.endswith("breaking_change")
            facts.append(join(labels.SUPERSEDES, me, old, at, {"breaking": breaking}))
        return facts

    return effect


def locked(event: Event) -> list[Fact]:
    """The contract is final; its dependents may start."""
    p = cast(handover.ContractLocked, event.payload)
    props: dict[str, Value] = {"name": p.contract_name, "version": identity.plain_version(p.version)}
    props |= {"state": "LOCKED", "locked_at": event.timestamp, **owner(p)}
    props |= said({"locked_by": p.locked_by, "spec_hash": p.spec_hash, "dependents": p.dependents})
    key = identity.contract_key(p.contract_name, p.version)
    return [declare(labels.CONTRACT, key, event.timestamp, props)]


def validated(event: Event) -> list[Fact]:
    """The specification was checked, with this result."""
    p = cast(handover.ContractValidated, event.payload)
    key = identity.contract_key(p.contract_name, p.version)
    props: dict[str, Value] = {"name": p.contract_name, "version": identity.plain_version(p.version)}
    props |= {"validated": p.valid, **owner(p)}
    return [declare(labels.CONTRACT, key, event.timestamp, props)]


def artifact(state: str) -> Effect:
    """A step in the life of an artifact; one whose content changed is CORRUPT."""

    def effect(event: Event) -> list[Fact]:
        p, at = cast(handover.ArtifactEvent, event.payload), event.timestamp
        props: dict[str, Value] = {"task_id": p.task_id, "name": p.name, **owner(p)}
        props["state"] = state if p.valid else "CORRUPT"
        props |= said({name: getattr(p, name) or "" for name in _ARTIFACT_FIELDS})
        me = NodeId(labels.ARTIFACT, identity.artifact_key(p.task_id, p.name))
        made = join(labels.GENERATES, NodeId(labels.TASK, p.task_id), me, at, {"type": "produces"})
        return [declare(me.label, me.key, at, props), made]

    return effect


_ARTIFACT_FIELDS = (
    "file_path",
    "stamped_path",
    "sha256",
    "size_bytes",
    "artifact_type",
    "capability",
    "contract_version",
    "labels",
)


def gate(status: str) -> Effect:
    """What a gate answered."""

    def effect(event: Event) -> list[Fact]:
        p, at = cast(handover.GateEvent, event.payload), event.timestamp
        key = identity.gate_key(p.task_id, p.gate_name)
        props: dict[str, Value] = {"task_id": p.task_id, "name": p.gate_name, "status": status, **owner(p)}
        props |= said({"gate_type": p.gate_type, "severity": p.severity.upper(), "message": p.message})
        props |= said({"value": p.value, "threshold": p.threshold, "bypass_reason": p.bypass_reason})
        guard = join(labels.GUARDED_BY, NodeId(labels.TASK, p.task_id), NodeId(labels.GATE, key), at)
        return [declare(labels.GATE, key, at, props), guard]

    return effect
