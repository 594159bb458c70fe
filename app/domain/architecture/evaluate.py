"""Code held against a manifest: violations, cycles, coupling figures and what became of each rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from app.domain.architecture import dependencies, limits
from app.domain.architecture.adrs import Adr
from app.domain.architecture.approvals import Approval
from app.domain.architecture.circles import told
from app.domain.architecture.code import Code
from app.domain.architecture.ground import Ground, survey
from app.domain.architecture.manifest import Manifest
from app.domain.architecture.metrics import Coupling
from app.domain.architecture.rules import ALL, Rule, milder
from app.domain.identity import cycle_key, violation_key
from app.domain.payloads.acc import CouplingExceeded, CycleDetected, RuleSpec, ViolationDetected

Check = Callable[[Rule, Ground], Iterator[ViolationDetected]]

CHECKS: Final[dict[str, Check]] = {
    "CAN_CALL": dependencies.allowed_calls,
    "MUST_NOT_CALL": dependencies.forbidden_calls,
    "LAYERED": dependencies.layers,
    "NO_CYCLES": dependencies.cycles,
    "COUPLING": limits.coupling,
    "INSTABILITY": limits.instability,
    "MODULE_SIZE": limits.module_size,
    "CYCLOMATIC_COMPLEXITY": limits.complexity,
    "NESTING_DEPTH": limits.nesting,
    "CLASS_NAME_PATTERN": limits.class_names,
}


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation found. The payloads carry no generation yet: who sends them adds it."""

    violations: tuple[ViolationDetected, ...]
    cycles: tuple[CycleDetected, ...]
    coupling: tuple[CouplingExceeded, ...]
    rules: tuple[RuleSpec, ...]
    figures: Mapping[str, Coupling]
    component: Mapping[str, str]


def evaluate(code: Code, manifest: Manifest, adrs: Mapping[str, Adr] | None = None) -> Findings:
    """Everything that these rules have to say about this code, in a stable order.

    ``adrs`` are the decision records that approvals of cycles rest on.
    """
    ground = survey(code, manifest)
    approved = _approved(ground, manifest, adrs or {})
    known = _baseline_ids(ground, manifest) | _cycle_ids(manifest, approved)
    by_rule = [(rule, _violations(rule, ground, known)) for rule in manifest.rules]
    return Findings(
        violations=tuple(violation for _, found in by_rule for violation in found),
        cycles=tuple(told(c, ground, manifest, approved.get(c.modules)) for c in ground.cycles),
        coupling=tuple(_alert(rule, v, ground) for rule, found in by_rule for v in found if v.type == "coupling"),
        rules=(
            *(_outcome(rule, found, ground, known) for rule, found in by_rule),
            *_disabled(manifest),
        ),
        figures=ground.coupling,
        component=ground.component,
    )


def _violations(rule: Rule, ground: Ground, known: frozenset[str]) -> list[ViolationDetected]:
    """What breaks the rule; what is in the baseline is worth a warning at most, and a dry run no more than a word."""
    found = [_mild(v) if v.violation_id in known else v for v in CHECKS[rule.predicate](rule, ground)]
    return [_dry(v) for v in found] if rule.dry_run else found


def _mild(violation: ViolationDetected) -> ViolationDetected:
    return msgspec.structs.replace(violation, severity=milder(violation.severity, "WARNING"))


def _dry(violation: ViolationDetected) -> ViolationDetected:
    said = f"{violation.description} (Dry run; it would be {violation.severity}.)"
    return msgspec.structs.replace(violation, severity="INFO", description=said)


def _baseline_ids(ground: Ground, manifest: Manifest) -> frozenset[str]:
    """The violations that were there before: named one by one, or by the cycle that they are about."""
    cycles = [c.modules for c in ground.cycles if c.known(manifest.baseline)]
    return manifest.baseline.violations | _cycle_ids(manifest, cycles)


def _cycle_ids(manifest: Manifest, cycles: Iterable[tuple[str, ...]]) -> frozenset[str]:
    rules = [rule for rule in manifest.rules if rule.type == "cycles"]
    return frozenset(violation_key(r.rule_id, cycle_key(list(c)), "") for c in cycles for r in rules)


def _approved(ground: Ground, manifest: Manifest, adrs: Mapping[str, Adr]) -> dict[tuple[str, ...], Approval]:
    """Per cycle the approval that holds for it."""
    found = ((c.modules, a) for c in ground.cycles for a in manifest.approvals if a.speaks_of(frozenset(c.modules)))
    return {modules: approval for modules, approval in found if not approval.flaw(adrs)}


def _outcome(rule: Rule, found: list[ViolationDetected], ground: Ground, known: frozenset[str]) -> RuleSpec:
    return RuleSpec(
        rule_id=rule.rule_id,
        type=rule.type,
        expression=rule.expression,
        severity=rule.severity,
        description=rule.description,
        status="broken" if found else "kept" if _can_run(rule, ground) else "could_not_run",
        baseline=any(v.violation_id in known for v in found),
        version=rule.version,
        dry_run=rule.dry_run,
        exempt=list(rule.exempt),
    )


def _disabled(manifest: Manifest) -> Iterator[RuleSpec]:
    """The rules that are switched off: named, so that everybody sees that they are."""
    for rule in manifest.disabled:
        yield RuleSpec(
            rule_id=rule.rule_id,
            type=rule.type,
            expression=rule.expression,
            severity=rule.severity,
            description=rule.description,
            status="disabled",
            version=rule.version,
        )


def _can_run(rule: Rule, ground: Ground) -> bool:
    """A rule about modules that do not exist says nothing, and must not count as kept (R-30)."""
    homes = set(ground.component.values())
    if rule.type == "layering":
        return bool(homes)
    return rule.scope in homes or (rule.scope == ALL and bool(ground.code.modules))


def _alert(rule: Rule, violation: ViolationDetected, ground: Ground) -> CouplingExceeded:
    known = ground.coupling[violation.source_module]
    return CouplingExceeded(
        module=violation.source_module,
        ca=known.ca,
        ce=known.ce,
        instability=round(known.instability, 6),
        limit=rule.limit,
        rule_id=rule.rule_id,
        severity=violation.severity,
    )
