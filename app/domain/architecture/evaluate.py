"""Code held against a manifest: violations, cycles, coupling figures and what became of each rule."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from app.domain.architecture import dependencies, limits
from app.domain.architecture.code import Code
from app.domain.architecture.ground import Cycle, Ground, survey
from app.domain.architecture.manifest import Manifest
from app.domain.architecture.metrics import Coupling
from app.domain.architecture.rules import ALL, SEVERITIES, Rule
from app.domain.identity import cycle_key
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

CYCLE_SEVERITY: Final = {
    "intra_module": "INFO",
    "inter_module": "WARNING",
    "inter_component": "WARNING",
    "cross_layer": "BLOCKING",
}


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation found. The payloads carry no generation yet: who sends them adds it."""

    violations: tuple[ViolationDetected, ...]
    cycles: tuple[CycleDetected, ...]
    coupling: tuple[CouplingExceeded, ...]
    rules: tuple[RuleSpec, ...]
    figures: Mapping[str, Coupling]
    component: Mapping[str, str]


def evaluate(code: Code, manifest: Manifest) -> Findings:
    """Everything that these rules have to say about this code, in a stable order."""
    ground = survey(code, manifest)
    known = _baseline_ids(ground, manifest)
    by_rule = [(rule, _violations(rule, ground, known)) for rule in manifest.rules]
    return Findings(
        violations=tuple(violation for _, found in by_rule for violation in found),
        cycles=tuple(_cycle(cycle, ground, manifest) for cycle in ground.cycles),
        coupling=tuple(_alert(rule, v, ground) for rule, found in by_rule for v in found if v.type == "coupling"),
        rules=tuple(_outcome(rule, found, ground, known) for rule, found in by_rule),
        figures=ground.coupling,
        component=ground.component,
    )


def _violations(rule: Rule, ground: Ground, known: frozenset[str]) -> list[ViolationDetected]:
    """What breaks the rule; what is in the baseline is worth a warning at most."""
    found = CHECKS[rule.predicate](rule, ground)
    return [_mild(v) if v.violation_id in known else v for v in found]


def _mild(violation: ViolationDetected) -> ViolationDetected:
    return msgspec.structs.replace(violation, severity=milder(violation.severity, "WARNING"))


def _baseline_ids(ground: Ground, manifest: Manifest) -> frozenset[str]:
    """The violations that were there before: named one by one, or by the cycle that they are about."""
    cycles = [c for c in ground.cycles if manifest.baseline.knows_cycle(frozenset(c.modules))]
    rules = [rule for rule in manifest.rules if rule.type == "cycles"]
    return manifest.baseline.violations | {dependencies.cycle_violation(r, c) for r in rules for c in cycles}


def milder(one: str, other: str) -> str:
    """The less severe of two."""
    return max(one, other, key=SEVERITIES.index)


def _outcome(rule: Rule, found: list[ViolationDetected], ground: Ground, known: frozenset[str]) -> RuleSpec:
    return RuleSpec(
        rule_id=rule.rule_id,
        type=rule.type,
        expression=rule.expression,
        severity=rule.severity,
        description=rule.description,
        status="broken" if found else "kept" if _can_run(rule, ground) else "could_not_run",
        baseline=any(v.violation_id in known for v in found),
    )


def _can_run(rule: Rule, ground: Ground) -> bool:
    """A rule about modules that do not exist says nothing, and must not count as kept (R-30)."""
    homes = set(ground.component.values())
    if rule.type == "layering":
        return bool(homes)
    return rule.scope in homes or (rule.scope == ALL and bool(ground.code.modules))


def _cycle(cycle: Cycle, ground: Ground, manifest: Manifest) -> CycleDetected:
    kind = _classify(cycle, ground)
    known = manifest.baseline.knows_cycle(frozenset(cycle.modules))
    severity = milder(CYCLE_SEVERITY[kind], manifest.worst_cycle)
    return CycleDetected(
        cycle_id=cycle_key(list(cycle.modules)),
        cycle_modules=list(cycle.modules),
        classification=kind,
        severity=milder(severity, "WARNING") if known else severity,
        break_candidates=[list(link) for link in cycle.cuts],
        baseline=known,
    )


def _classify(cycle: Cycle, ground: Ground) -> str:
    """How far the circle reaches: within one package, one component, one layer, or across layers."""
    homes = {ground.home(module) for module in cycle.modules}
    if len({ground.layer.get(home, 0) for home in homes} - {0}) > 1:
        return "cross_layer"
    if len(homes) > 1:
        return "inter_component"
    top = min(cycle.modules, key=len)
    own_parts = all(f"{module}.".startswith(f"{top}.") for module in cycle.modules)
    return "intra_module" if own_parts else "inter_module"


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
