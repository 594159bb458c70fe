"""Which events are deeds, and what each of them says of who, what and why."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, cast

from app.domain.audit.deeds import Deed, Standing, plain
from app.domain.events import Event
from app.domain.moments import LATEST_VALID, iso
from app.domain.payloads import bdv, common, convergence, decisions, findings, handover, overrides

OURSELVES: Final = "mission-control"


class _Said(NamedTuple):
    subject: str
    after: Standing
    who: str = ""
    why: str = ""
    before: Standing = {}


def deed_of(event: Event, accepted: int) -> Deed | None:
    """The deed that the event tells of, accepted by the log under this number; none for other events."""
    read = _BY_NAME.get(event.event_type.partition(".")[2])
    said = read(event) if read else None
    if said is None:
        return None
    return Deed(
        accepted=accepted,
        at=event.timestamp,
        tenant=plain(event.tenant_id),
        iteration=plain(event.iteration_id),
        kind=event.event_type,
        subject=plain(said.subject),
        who=plain(said.who),
        why=plain(said.why),
        before=_clean(said.before),
        after=_clean(said.after),
        trace_id=plain(_trace(event)),
        event_id=plain(event.event_id),
    )


def _clean(standing: Standing) -> dict[str, str | bool | int]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in standing.items()}


def _trace(event: Event) -> str:
    """W3C: ``version-trace-span-flags``."""
    parts = event.traceparent.split("-")
    return event.trace_id or (parts[1] if len(parts) == 4 else "")


def _when(ms: int) -> str:
    """As people write it; nothing where no date is set."""
    return iso(ms) if 0 < ms < LATEST_VALID else str(ms or "")


def _verdict(event: Event) -> _Said:
    p = cast(convergence.VerdictChanged, event.payload)
    after: Standing = {"verdict": p.current_verdict, "can_deploy": p.can_deploy}
    streams = {"dde": p.dde, "bdv": p.bdv, "acc": p.acc}
    before = {"verdict": p.previous_verdict} if p.previous_verdict else {}
    return _Said("verdict", {**after, **streams}, OURSELVES, p.diagnosis, before)


def _gate_checked(event: Event) -> _Said:
    p = cast(convergence.GateChecked, event.payload)
    after: Standing = {"gate_status": p.gate_status, "verdict": p.verdict, "approved": p.approved}
    asked = {"ci_system": p.ci_system, "commit": p.commit, "project": event.project}
    more = {name: event.metadata.get(name, "") for name in ("version", "waived", "override", "approver")}
    return _Said(f"gate/{p.environment}", {**after, **asked, **more}, p.trigger_user)


def _quarantined(event: Event) -> _Said:
    p = cast(bdv.ScenarioQuarantined, event.payload)
    after: Standing = {"quarantined": True, "owner": p.owner, "review_date": _when(p.review_date)}
    return _Said(f"Scenario/{p.scenario_id}", {**after, "ticket": p.ticket}, p.quarantined_by, p.reason)


def _released(event: Event) -> _Said:
    p = cast(bdv.ScenarioUnquarantined, event.payload)
    return _Said(f"Scenario/{p.scenario_id}", {"quarantined": False}, p.released_by, p.evidence)


def _link(event: Event) -> _Said:
    p = cast(common.LinkDecided, event.payload)
    return _Said(f"link/{p.kind} {p.source} {p.target}", {"decision": p.decision}, p.by, p.reason)


def _waived(event: Event) -> _Said:
    p = cast(common.StreamWaived, event.payload)
    return _Said(f"waiver/{event.stream}", {"waived": True, "until": _when(p.until)}, p.by, p.reason)


def _override(event: Event) -> _Said:
    p = cast(overrides.OverrideRequested, event.payload)
    about: Standing = {"environment": p.environment, "version": p.version, "commit": p.commit}
    after = {"state": "requested", "action": p.action, "expires": _when(p.expires), **about}
    return _Said(f"override/{p.override_id}", after, p.requester, p.reason)


def _override_answered(event: Event) -> _Said:
    p = cast(overrides.OverrideApproved, event.payload)
    state = event.event_type.rpartition(".")[2]
    return _Said(f"override/{p.override_id}", {"state": state, "role": p.role}, p.by, p.reason)


def _retracted(event: Event) -> _Said:
    p = cast(common.BatchRetracted, event.payload)
    return _Said(f"batch/{p.batch_id}", {"retracted": True}, event.source, p.reason)


def _declared(event: Event) -> _Said:
    p = cast(common.IterationDeclared, event.payload)
    required = ",".join(sorted(p.required_streams))
    return _Said(f"declaration/{event.stream}", {"required": required, "version": p.version}, event.source)


def _expired(event: Event) -> _Said:
    p = cast(common.ExpiryPassed, event.payload)
    return _Said(f"{p.what}/{p.subject}", {"expired": True}, OURSELVES)


def _suppressed(event: Event) -> _Said:
    p = cast(decisions.SuppressionDeclared, event.payload)
    after: Standing = {"pattern": p.pattern, "level": p.level, "adr": p.adr, "expires": _when(p.expires)}
    return _Said(f"suppression/{p.suppression_id}", {**after, "refused": p.refused}, p.author, p.justification)


def _cycle(event: Event) -> _Said | None:
    p = cast(findings.CycleDetected, event.payload)
    if not p.approved:
        return None
    after: Standing = {"approved": True, "adr": p.approval_adr}
    return _Said(f"cycle/{p.cycle_id}", after, p.approved_by, p.approval_reason)


def _bypassed(event: Event) -> _Said:
    p = cast(handover.GateEvent, event.payload)
    return _Said(f"Gate/{p.task_id}/{p.gate_name}", {"skipped": True, "severity": p.severity}, "", p.bypass_reason)


def _renewed(event: Event) -> _Said:
    p = cast(convergence.StoreRenewed, event.payload)
    return _Said(f"store/{p.store}", {"of": p.of, "outcome": p.outcome, "records": p.records}, p.by)


_BY_NAME: Final[Mapping[str, Callable[[Event], _Said | None]]] = {
    "verdict.changed": _verdict,
    "gate.checked": _gate_checked,
    "scenario.quarantined": _quarantined,
    "scenario.unquarantined": _released,
    "link.decided": _link,
    "stream.waived": _waived,
    "override.requested": _override,
    "override.approved": _override_answered,
    "override.rejected": _override_answered,
    "override.revoked": _override_answered,
    "batch.retracted": _retracted,
    "iteration.declared": _declared,
    "expiry.passed": _expired,
    "suppression.declared": _suppressed,
    "cycle.detected": _cycle,
    "gate.skipped": _bypassed,
    "store.rebuilt": _renewed,
    "store.replayed": _renewed,
    "store.restored": _renewed,
}
AUDITED: Final = tuple(_BY_NAME)
"""The names of their event types, without the stream."""
