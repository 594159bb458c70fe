"""The rules of a cruise and what breaks them, in the words of rules and violations."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.architecture import Code
from app.domain.identity import violation_key
from app.domain.payloads.acc import RuleSpec, ViolationDetected
from app.readers.origin import clipped
from app.readers.structure.cruise_types import Named, Rule, Severity, Summary, Violation

IGNORED: Final = "ignore"
ALLOWED: Final = "not-in-allowed"
SEVERITIES: Final[dict[Severity, str]] = {"error": "BLOCKING", "warn": "WARNING", "info": "INFO", "ignore": "INFO"}


def rules_of(summary: Summary) -> list[RuleSpec]:
    """The rules that were used, each by a name of its own; and those that only violations speak of."""
    used = summary.rule_set_used
    found = [_rule(rule, summary) for rule in _numbered([*used.forbidden, *used.required])]
    if used.allowed:
        either = Rule(name=ALLOWED, severity=used.allowed_severity, comment="One of the allowed rules must fit.")
        found.append(_rule(either, summary))
    known = {rule.rule_id for rule in found}
    loose = {v.rule.name: v.rule.severity for v in summary.violations if v.rule.name not in known}
    return found + [_rule(Rule(name=name, severity=severity), summary) for name, severity in sorted(loose.items())]


def _numbered(rules: list[Rule]) -> Iterator[Rule]:
    used: Counter[str] = Counter()
    for rule in rules:
        name = clipped(rule.name, 300) or "unnamed"
        used[name] += 1
        yield msgspec.structs.replace(rule, name=name if used[name] == 1 else f"{name} #{used[name]}")


def _rule(rule: Rule, summary: Summary) -> RuleSpec:
    mine = [v for v in summary.violations if v.rule.name == rule.name]
    broken = any(v.rule.severity != IGNORED for v in mine)
    about = {"from": rule.source, "to": rule.to, "module": rule.module}
    said = msgspec.json.encode({name: value for name, value in about.items() if value}).decode()
    off = rule.severity == IGNORED
    return RuleSpec(
        rule_id=rule.name,
        type="cycles" if rule.circular else "dependency",
        expression=clipped(said, 400),
        severity=SEVERITIES[rule.severity],
        description=clipped(rule.comment, 400),
        status="broken" if broken else "disabled" if off else "kept",
        baseline=any(v.rule.severity == IGNORED for v in mine),
    )


def violations_of(summary: Summary, code: Code) -> list[ViolationDetected]:
    """One for each that the file lists; where it lists the same twice, the second is numbered."""
    used: Counter[str] = Counter()
    return [_violation(violation, code, used) for violation in summary.violations]


def _violation(violation: Violation, code: Code, used: Counter[str]) -> ViolationDetected:
    source, target = violation.source, "" if violation.to == violation.source else violation.to
    plain = violation_key(violation.rule.name, source, target)
    used[plain] += 1
    key = plain if used[plain] == 1 else violation_key(violation.rule.name, source, f"{target} #{used[plain]}")
    known = violation.rule.severity == IGNORED
    return ViolationDetected(
        violation_id=key,
        rule_id=violation.rule.name,
        type="cycle" if violation.cycle else "dependency",
        severity=SEVERITIES[violation.rule.severity],
        source_module=source,
        target_module=target,
        description=_words(violation, target) + (" It was known before." if known else ""),
        file_path=code.path(source) if source in code.modules else "",
        chain=_chain(violation),
        lifecycle="existing" if known else "",
    )


def _words(violation: Violation, target: str) -> str:
    if violation.cycle:
        return f"{violation.source} is part of a circle, against “{violation.rule.name}”."
    if not target:
        return f"{violation.source} breaks “{violation.rule.name}”."
    way = "reaches" if violation.via else "imports"
    return f"{violation.source} {way} {target}, against “{violation.rule.name}”."


def _chain(violation: Violation) -> list[str]:
    """The way that breaks the rule, from its first module to its last; a circle ends where it began."""
    steps = [step.name if isinstance(step, Named) else step for step in (violation.cycle or violation.via)]
    return [violation.source, *steps] if steps and steps[0] != violation.source else steps
