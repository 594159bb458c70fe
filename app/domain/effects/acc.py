"""What the events of architectural conformance state (domain 2.3)."""

from typing import cast

from app.domain import labels
from app.domain.effects import decisions
from app.domain.effects.common import (
    Effect,
    commit_seen,
    declare,
    iteration_declared,
    join,
    patch,
    remove,
    said,
    stream_waived,
)
from app.domain.events import Event
from app.domain.graph import EdgeId, Fact, NodeId, Value
from app.domain.identity import violation_key
from app.domain.payloads import acc


def _module_id(name: str) -> NodeId:
    return NodeId(labels.MODULE, name)


def _analysis_started(event: Event) -> list[Fact]:
    p = cast(acc.AnalysisStarted, event.payload)
    props: dict[str, Value] = {"status": "RUNNING", "running_generation": p.generation}
    props |= said({"root": p.root})
    generation = patch(labels.GENERATION, p.generation, event.timestamp, {"manifest": p.manifest_name})
    return [declare(labels.ANALYSIS, p.manifest_name, event.timestamp, props), generation]


def _analysis_completed(event: Event) -> list[Fact]:
    p = cast(acc.AnalysisCompleted, event.payload)
    props: dict[str, Value] = {"status": "COMPLETED", "analysis_id": p.analysis_id}
    props |= {"generation": p.generation, "running_generation": p.generation, "counts": p.counts}
    props |= {"digest": p.digest, "commit": event.commit_sha}
    return [declare(labels.ANALYSIS, p.manifest_name, event.timestamp, props)]


_COUNTS = ("line_count", "class_count", "function_count", "complexity", "abstractness")
_FIGURES = (
    *("code_lines", "public_classes", "abstract_classes", "complexity_sum", "worst_function", "worst_line"),
    *("nesting", "lcom", "loose_classes", "god_classes", "churn_commits", "churn_lines", "churn_since", "risk_trend"),
)


def _module(spec: acc.ModuleSpec, generation: str, at: int) -> Fact:
    props: dict[str, Value] = {"name": spec.name, "generation": generation}
    props |= said({"file_path": spec.file_path, "package": spec.package, "sha256": spec.sha256})
    counts = {name: getattr(spec, name) for name in _COUNTS}
    emptied = bool(spec.sha256) and not spec.line_count
    if emptied or any(counts.values()):  # all zero otherwise means that nobody counted
        props |= counts
    if emptied or spec.code_lines:
        props["figures"] = {name: value for name in _FIGURES if (value := getattr(spec, name))}
    return declare(labels.MODULE, spec.name, at, props)


def _import(spec: acc.ImportSpec, generation: str, at: int) -> Fact:
    props: dict[str, Value] = {"weight": spec.weight, "lines": list(spec.lines), "generation": generation}
    if spec.type_checking:
        props["type_checking"] = True
    if spec.how:
        props["how"] = list(spec.how)
    return join(labels.DEPENDS_ON, _module_id(spec.source), _module_id(spec.target), at, props)


def _graph_built(event: Event) -> list[Fact]:
    p, at = cast(acc.GraphBuilt, event.payload), event.timestamp
    opened = patch(labels.GENERATION, p.generation, at, {"opened_at": at})
    modules = [_module(spec, p.generation, at) for spec in p.modules]
    return [opened, *modules, *(_import(spec, p.generation, at) for spec in p.imports)]


def _graph_changed(event: Event) -> list[Fact]:
    p, at = cast(acc.GraphChanged, event.payload), event.timestamp
    gone = [remove(_module_id(name), at) for name in p.removed_modules]
    for source, target in p.removed_imports:
        gone.append(remove(EdgeId(labels.DEPENDS_ON, _module_id(source), _module_id(target)), at))
    modules = [_module(spec, p.generation, at) for spec in p.modules]
    return gone + modules + [_import(spec, p.generation, at) for spec in p.imports]


def _manifest(event: Event) -> list[Fact]:
    p, at = cast(acc.ManifestLoaded, event.payload), event.timestamp
    facts: list[Fact] = []
    for c in p.components:
        props: dict[str, Value] = {"name": c.name, "paths": list(c.paths), "layer": c.layer}
        props |= {"contracts": list(c.contracts), "generation": p.generation}
        props |= said({"description": c.description, "technology": c.technology})
        facts.append(declare(labels.COMPONENT, c.name, at, props))
    for r in p.rules:
        props = {"rule_id": r.rule_id, "type": r.type, "severity": r.severity, "baseline": r.baseline}
        props |= {"dry_run": r.dry_run} | said({"version": r.version, "exempt": list(r.exempt)})
        props |= {"expression": r.expression, "description": r.description, "status": r.status}
        props |= {"manifest": p.manifest_name, "generation": p.generation}
        facts.append(declare(labels.RULE, f"{p.manifest_name}/{r.rule_id}", at, props))
    known: dict[str, Value] = {"proposed": p.proposed, "origin": p.origin}
    return [*facts, patch(labels.ANALYSIS, p.manifest_name, at, known)]


def _module_analyzed(event: Event) -> list[Fact]:
    p = cast(acc.ModuleAnalyzed, event.payload)
    stated = _module(p.module, p.generation, event.timestamp)
    more = said({"component": p.component})
    return [declare(labels.MODULE, p.module.name, event.timestamp, {**stated.props, **more})]


def _violation(event: Event) -> list[Fact]:
    p, at = cast(acc.ViolationDetected, event.payload), event.timestamp
    props: dict[str, Value] = {"status": "ACTIVE", "type": p.type, "severity": p.severity.upper()}
    props |= {"rule_id": p.rule_id, "generation": p.generation, "lines": list(p.lines)}
    for name in ("source_module", "target_module", "description", "file_path", "hint", "lifecycle", "part"):
        props |= said({name: getattr(p, name)})
    if p.figure:
        props["figure"] = p.figure
    if p.chain:
        props["chain"] = list(p.chain)
    me = NodeId(labels.VIOLATION, p.violation_id)
    facts = [declare(me.label, me.key, at, props)]
    if p.source_module:
        facts.append(join(labels.VIOLATED_BY, _module_id(p.source_module), me, at))
    if p.target_module:
        facts.append(join(labels.TARGETS, me, _module_id(p.target_module), at))
    return facts


def _violation_resolved(event: Event) -> list[Fact]:
    p = cast(acc.ViolationResolved, event.payload)
    return [patch(labels.VIOLATION, p.violation_id, event.timestamp, {"status": "RESOLVED"})]


def _cycle(event: Event) -> list[Fact]:
    p, at = cast(acc.CycleDetected, event.payload), event.timestamp
    props: dict[str, Value] = {"status": "ACTIVE", "modules": list(p.cycle_modules)}
    props |= {"classification": p.classification, "severity": p.severity.upper()}
    props |= {"generation": p.generation, "approved": p.approved, "baseline": p.baseline}
    props |= said({"break_candidates": list(p.break_candidates), "break_hints": list(p.break_hints)})
    for name in ("approval_adr", "approved_by", "approval_reason", "representative"):
        props |= said({name: getattr(p, name)})
    if p.break_cost:
        props |= {"break_cost": p.break_cost, "break_bound": p.break_bound, "break_exact": p.break_exact}
    me = NodeId(labels.CYCLE, p.cycle_id)
    members = (join(labels.MEMBER_OF, _module_id(name), me, at) for name in p.cycle_modules)
    return [declare(me.label, me.key, at, props), *members]


def _cycle_resolved(event: Event) -> list[Fact]:
    p = cast(acc.CycleResolved, event.payload)
    return [patch(labels.CYCLE, p.cycle_id, event.timestamp, {"status": "RESOLVED"})]


def _coupling(event: Event) -> list[Fact]:
    p = cast(acc.CouplingExceeded, event.payload)
    props: dict[str, Value] = {"status": "ACTIVE", "type": "coupling", "severity": p.severity.upper()}
    props |= {"rule_id": p.rule_id, "source_module": p.module, "generation": p.generation}
    props["description"] = f"{p.module} depends on {p.ce} modules; the limit is {p.limit:g}."
    key = violation_key(p.rule_id, p.module, "")
    me = NodeId(labels.VIOLATION, key)
    link = join(labels.VIOLATED_BY, _module_id(p.module), me, event.timestamp)
    return [declare(me.label, me.key, event.timestamp, props), link]


EFFECTS: dict[str, Effect] = {
    **decisions.EFFECTS,
    "acc.iteration.declared": iteration_declared,
    "acc.stream.waived": stream_waived,
    "acc.commit.seen": commit_seen,
    "acc.analysis.started": _analysis_started,
    "acc.analysis.completed": _analysis_completed,
    "acc.graph.built": _graph_built,
    "acc.graph.changed": _graph_changed,
    "acc.manifest.loaded": _manifest,
    "acc.module.analyzed": _module_analyzed,
    "acc.violation.detected": _violation,
    "acc.violation.resolved": _violation_resolved,
    "acc.cycle.detected": _cycle,
    "acc.cycle.resolved": _cycle_resolved,
    "acc.coupling.exceeded": _coupling,
}
