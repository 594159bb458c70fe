"""The rules of a SARIF run: those that its tool describes and those that only its results name."""

from collections.abc import Iterable, Sequence

from app.domain.payloads import acc
from app.readers import sarif_types as sarif
from app.readers.origin import clipped
from app.readers.sarif_findings import SEVERITIES, Finding


def specs(described: Iterable[sarif.Descriptor], found: Sequence[Finding]) -> list[acc.RuleSpec]:
    """Each rule once, broken where something that is not suppressed was found against it."""
    broken = {finding.rule for finding in found if finding.suppression is None}
    rules = {rule.id: _spec(rule, rule.id in broken) for rule in described if rule.id}
    for finding in found:
        if finding.rule not in rules:
            rules[finding.rule] = _spec(sarif.Descriptor(id=finding.rule), finding.rule in broken)
    return list(rules.values())


def _spec(rule: sarif.Descriptor, broken: bool) -> acc.RuleSpec:
    said = next((m.text for m in (rule.short_description, rule.full_description) if m and m.text), rule.name)
    level = rule.default_configuration.level if rule.default_configuration else "warning"
    return acc.RuleSpec(
        rule_id=clipped(rule.id, 300),
        type="finding",
        severity=SEVERITIES[level],
        description=clipped(said, 300),
        status="broken" if broken else "kept",
    )
