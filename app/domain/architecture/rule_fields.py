"""Rules as manifests write them: an expression alone, or an object around one; read into :class:`Rule`."""

from typing import Any, Final

import msgspec

from app.domain.architecture.faults import Faults
from app.domain.architecture.rules import ALL, FORMS, SEVERITIES, Rule, parse_rule
from app.domain.payloads.acc import ComponentSpec
from app.errors import BadFile

_TYPE_WORDS: Final = {
    **{"cycle": "cycles", "circular": "cycles", "layer": "layering", "layers": "layering"},
    **{"complexity": "size", "nesting": "size", "instability": "coupling", "name": "naming"},
}


class RuleFields(msgspec.Struct, kw_only=True):
    """What a rule object may say. ``component`` stands for the scope where the expression names none."""

    id: str
    type: str = ""
    rule_type: str = ""
    component: str = ""
    rule: str = ""
    severity: str = ""
    description: str = ""
    enabled: bool = True
    dry_run: bool = False
    version: str | float | int = ""
    exempt: list[str] = []
    exemptions: list[str] = []
    applicable_to: list[str] = []
    metadata: dict[str, Any] = {}

    @property
    def kind(self) -> str:
        """The type that is named, in our words; empty where none is."""
        named = (self.type or self.rule_type).lower()
        return _TYPE_WORDS.get(named, named)

    @property
    def expression(self) -> str:
        """The expression with its scope; a layering rule needs to say no more."""
        text = self.rule.strip() or ("LAYERED" if self.kind == "layering" else "")
        scope = self.component or (ALL if text.upper().startswith("LAYERED") else "")
        scoped = any(text.startswith(f"{name}:") for name in (scope, ALL))
        return f"{scope}: {text}" if scope and text and not scoped else text


class Read(msgspec.Struct, frozen=True):
    """A rule, and whether it is switched on."""

    rule: Rule
    enabled: bool = True


def rules_from(listed: list[Any], faults: Faults) -> list[Read]:
    """The rules in order; what cannot be understood goes to the faults, with rule and column."""
    found: list[Read] = []
    for number, given in enumerate(listed, 1):
        with faults.noted():
            found.append(_read(number, given))
    return found


def _read(number: int, given: Any) -> Read:
    """A rule in full, or a bare expression that is numbered by its place."""
    if isinstance(given, str):
        return Read(parse_rule(f"R{number}", given))
    place = f"rule {number} of the manifest"
    try:
        fields = msgspec.convert(given, RuleFields)
    except msgspec.ValidationError as flaw:
        raise BadFile(str(flaw), place) from flaw
    if not (fields.id.startswith("R") and fields.id[1:].isdigit()):
        raise BadFile(f"a rule id is R and a number, found {fields.id!r}", place)
    return Read(_rule(fields), fields.enabled)


def _rule(fields: RuleFields) -> Rule:
    rule = parse_rule(fields.id, fields.expression)
    if fields.kind and fields.kind != rule.type:
        named = fields.type or fields.rule_type
        raise BadFile(
            f"{rule.predicate} makes a rule of type {rule.type}, but the manifest says {named!r}", _at(rule)
        )
    return msgspec.structs.replace(
        rule,
        severity=_severity(fields) or FORMS[rule.predicate].severity,
        description=fields.description,
        exempt=(*fields.exempt, *fields.exemptions),
        applies=tuple(name for name in fields.applicable_to if name != ALL),
        version=str(fields.version),
        dry_run=fields.dry_run,
    )


def _severity(fields: RuleFields) -> str:
    severity = fields.severity.upper()
    if severity and severity not in SEVERITIES:
        raise BadFile(f"severity {fields.severity!r} is none of {', '.join(SEVERITIES)}", f"rule {fields.id}")
    return severity


def _at(rule: Rule) -> str:
    return f"rule {rule.rule_id}"


def check_names(components: tuple[ComponentSpec, ...], rules: list[Read], faults: Faults) -> None:
    """Every name in a rule that is switched on is a component, and no rule or component is named twice."""
    names = [component.name for component in components]
    for kind, listed in (("component", names), ("rule", [read.rule.rule_id for read in rules])):
        for name in sorted({name for name in listed if listed.count(name) > 1}):
            faults.add(f"{kind} {name} is named twice", "manifest")
    known = ", ".join(names) or "none"
    for rule in (read.rule for read in rules if read.enabled):
        for name in _unknown(rule, names):
            column = rule.expression.find(name) + 1
            place = f"{_at(rule)}, column {column}" if column else f"{_at(rule)}, applicable_to"
            faults.add(f"{name!r} is not a component of this manifest (known: {known})", place)


def _unknown(rule: Rule, names: list[str]) -> list[str]:
    """What the rule speaks of that is no component; in ``applicable_to`` paths and patterns are fine as well."""
    patterns = [name for name in rule.applies if any(mark in name for mark in "/*?[")]
    named = (rule.scope, *rule.targets, *rule.applies)
    return [name for name in dict.fromkeys(named) if name not in (ALL, *names, *patterns)]
