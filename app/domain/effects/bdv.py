"""What the events of behaviour-driven validation state (domain 2.2)."""

import re
from collections.abc import Iterable
from typing import cast

from app.domain import labels
from app.domain.behaviour.quarantine import TAGGED, asked_by_tag
from app.domain.effects.attempts import finished, plain, started
from app.domain.effects.common import (
    Effect,
    declare,
    iteration_declared,
    join,
    nothing,
    patch,
    said,
    stream_waived,
)
from app.domain.events import Event
from app.domain.graph import Fact, NodeId, Value
from app.domain.identity import contract_key
from app.domain.payloads import bdv
from app.domain.payloads.journeys import JourneyDeclared

_CONTRACT_TAG = re.compile(r"^@?contract:([^\s:]+):([^\s:]+)$")
_REQUIREMENT_TAG = re.compile(r"^@?req:(.+)$")


def contract_tags(tags: Iterable[str]) -> list[Value]:
    """``name:version`` of every ``@contract:Name:vX.Y`` tag, sorted.

    A version that is no number, as of a pre-release, is one too: left out it would ask for nothing, and pass.
    """
    found = (_CONTRACT_TAG.match(tag) for tag in tags)
    return [*sorted({contract_key(m[1], m[2]) for m in found if m})]


def requirement_tags(tags: Iterable[str]) -> list[Value]:
    """The ids of every ``@req:ID`` tag, sorted."""
    found = (_REQUIREMENT_TAG.match(tag) for tag in tags)
    return [*sorted({m[1] for m in found if m})]


def _run_started(event: Event) -> list[Fact]:
    p = cast(bdv.RunStarted, event.payload)
    props: dict[str, Value] = {"run_id": p.run_id, "status": "RUNNING", "commit": event.commit_sha}
    return [declare(labels.SUITE, p.suite, event.timestamp, props | {"started_at": event.timestamp})]


def _run_completed(event: Event) -> list[Fact]:
    p = cast(bdv.RunCompleted, event.payload)
    props: dict[str, Value] = {"run_id": p.run_id, "status": p.status, "full": p.full}
    props |= {"counts": p.counts, "digest": p.digest, "commit": event.commit_sha}
    props |= {"message": p.message or None, "journeys": list(p.journeys) or None}
    props["attachments"] = [plain(a) for a in p.attachments] or None
    if p.full:
        props |= {"full_run": p.run_id, "full_counts": p.counts, "full_journeys": list(p.journeys) or None}
    return [declare(labels.SUITE, p.suite, event.timestamp, props)]


def _feature(event: Event) -> list[Fact]:
    p, at = cast(bdv.FeatureDiscovered, event.payload), event.timestamp
    props: dict[str, Value] = {"feature_path": p.feature_path, "name": p.name, "tags": p.tags}
    props |= said({"description": p.description, "suite": p.suite, "seen_run": p.run_id})
    every_tag = {*p.tags, *(tag for spec in p.scenarios for tag in spec.tags)}
    props |= {"language": p.language, "requirements": requirement_tags(every_tag)}
    if explicit := p.requirement_id or event.requirement_id:
        props["requirement_id"] = explicit
    me = NodeId(labels.FEATURE, p.feature_id)
    facts = [declare(me.label, me.key, at, props)]
    for spec in p.scenarios:
        facts += _scenario_spec(p, spec, me, at)
    return facts


def _scenario_spec(p: bdv.FeatureDiscovered, spec: bdv.ScenarioSpec, feature: NodeId, at: int) -> list[Fact]:
    tags = sorted({*p.tags, *spec.tags})
    props: dict[str, Value] = {
        "name": spec.name,
        "kind": spec.kind,
        "line": spec.line,
        "tags": list(tags),
        "contract_tags": contract_tags(tags),
        "requirements": requirement_tags(tags),
        "critical": "@critical" in tags,
        "feature_id": p.feature_id,
        "feature_path": p.feature_path,
        "position": spec.position,
    }
    props |= said({"rule": spec.rule, "steps": list(spec.steps), "suite": p.suite, "seen_run": p.run_id})
    props |= said({"placed_run": p.run_id})
    if asked_by_tag(tags):
        props |= {"quarantined": True, "quarantine_reason": TAGGED}
    me = NodeId(labels.SCENARIO, spec.scenario_id)
    place = join(labels.BELONGS_TO, me, feature, at, {"position": spec.position})
    return [declare(me.label, me.key, at, props), place]


def _contract_tag(event: Event) -> list[Fact]:
    p = cast(bdv.ContractTagDetected, event.payload)
    props: dict[str, Value] = {"contract_tags": contract_tags(p.contract_tags)}
    return [patch(labels.SCENARIO, p.scenario_id, event.timestamp, props)]


def _flake(event: Event) -> list[Fact]:
    p = cast(bdv.FlakeDetected, event.payload)
    props: dict[str, Value] = {"flaky": p.flake_rate > 0, "flake_rate": p.flake_rate, "total_runs": p.total_runs}
    props["recent_results"] = list(p.recent_results)
    return [patch(labels.SCENARIO, p.scenario_id, event.timestamp, props)]


def _quarantined(event: Event) -> list[Fact]:
    p = cast(bdv.ScenarioQuarantined, event.payload)
    props: dict[str, Value] = {"quarantined": True, "quarantine_reason": p.reason}
    props |= said({"ticket": p.ticket, "quarantined_by": p.quarantined_by, "owner": p.owner})
    if p.review_date:
        props["review_date"] = p.review_date
    return [patch(labels.SCENARIO, p.scenario_id, event.timestamp, props)]


def _released(event: Event) -> list[Fact]:
    p = cast(bdv.ScenarioUnquarantined, event.payload)
    props: dict[str, Value] = {"quarantined": False, "flaky": False, "released_by": p.released_by}
    props |= dict.fromkeys(("owner", "review_date", "ticket", "quarantine_reason"))
    return [patch(labels.SCENARIO, p.scenario_id, event.timestamp, props)]


def _journey(event: Event) -> list[Fact]:
    p = cast(JourneyDeclared, event.payload)
    props: dict[str, Value] = {"name": p.name or p.journey_id, "severity": p.severity.lower()}
    props["steps"] = [plain(step) for step in p.steps]
    props |= said({"suite": p.suite, "seen_run": p.run_id, "file_path": p.file_path})
    return [declare(labels.JOURNEY, p.journey_id, event.timestamp, props)]


EFFECTS: dict[str, Effect] = {
    "bdv.iteration.declared": iteration_declared,
    "bdv.stream.waived": stream_waived,
    "bdv.run.started": _run_started,
    "bdv.run.completed": _run_completed,
    "bdv.feature.discovered": _feature,
    "bdv.contract_tag.detected": _contract_tag,
    "bdv.scenario.started": started,
    "bdv.scenario.completed": finished,
    "bdv.scenario.failed": finished,
    "bdv.scenario.skipped": finished,
    "bdv.step.executed": nothing,
    "bdv.flake.detected": _flake,
    "bdv.scenario.quarantined": _quarantined,
    "bdv.scenario.unquarantined": _released,
    "bdv.journey.declared": _journey,
}
