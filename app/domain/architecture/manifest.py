"""The architecture manifest: components, rules, what is forgiven for now (domain 5.3)."""

from typing import Any, Final

import msgspec

from app.domain.architecture.rules import ALL, FORMS, SEVERITIES, Rule, parse_rule
from app.domain.payloads.acc import ComponentSpec
from app.errors import BadFile

_TYPE_WORDS: Final = {"cycle": "cycles", "layer": "layering", "layers": "layering"}


class Baseline(msgspec.Struct, frozen=True):
    """What was there when the rules were laid down: it is shown, but never blocks.

    A cycle counts as known when all its modules lie within one known cycle.
    """

    cycles: tuple[frozenset[str], ...] = ()
    violations: frozenset[str] = frozenset()

    def knows_cycle(self, modules: frozenset[str]) -> bool:
        """Whether these modules were in one cycle before."""
        return any(modules <= known for known in self.cycles)


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The rules and components that apply. Layer 1 is the top; layer 0 means not placed in any.

    ``worst_cycle`` caps the severity of cycles where nobody asked for a rule about them.
    """

    name: str = "default"
    version: str = ""
    components: tuple[ComponentSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    exclusions: tuple[str, ...] = ()
    baseline: Baseline = Baseline()
    origin: str = ""
    proposed: bool = False
    worst_cycle: str = "BLOCKING"


class _RuleFields(msgspec.Struct, kw_only=True):
    id: str
    type: str = ""
    rule: str = ""
    severity: str = ""
    description: str = ""
    enabled: bool = True
    exempt: list[str] = []


class _BaselineFields(msgspec.Struct, kw_only=True):
    cycles: list[list[str]] = []
    violations: list[str] = []


class _Fields(msgspec.Struct, kw_only=True):
    project: str = ""
    version: str | float | int = ""
    components: list[ComponentSpec] = []
    rules: list[_RuleFields | str] = []
    exclusions: list[str] = []
    baseline: _BaselineFields = msgspec.field(default_factory=_BaselineFields)


def manifest_from(fields: Any, origin: str) -> Manifest:
    """The manifest that these plain fields describe.

    Raises BadFile naming the field, or the rule and the column within it.
    """
    try:
        read = msgspec.convert(fields, _Fields)
    except msgspec.ValidationError as flaw:
        raise BadFile(str(flaw), "manifest") from flaw
    rules = tuple(_rule(n, given) for n, given in enumerate(read.rules, 1) if _enabled(given))
    components = _layered(read.components, rules)
    _check_names(components, rules)
    return Manifest(
        version=str(read.version),
        components=components,
        rules=rules,
        exclusions=tuple(read.exclusions),
        baseline=Baseline(tuple(map(frozenset, read.baseline.cycles)), frozenset(read.baseline.violations)),
        origin=origin,
    )


def _enabled(given: _RuleFields | str) -> bool:
    return isinstance(given, str) or given.enabled


def _rule(number: int, given: _RuleFields | str) -> Rule:
    """A rule in full, or a bare expression that is numbered by its place."""
    if isinstance(given, str):
        return parse_rule(f"R{number}", given)
    if not (given.id.startswith("R") and given.id[1:].isdigit()):
        raise BadFile(f"a rule id is R and a number, found {given.id!r}", f"rule {number} of the manifest")
    rule = parse_rule(given.id, given.rule or ("ALL: LAYERED" if _kind(given) == "layering" else ""))
    _check_kind(rule, given)
    return msgspec.structs.replace(
        rule,
        severity=_severity(given) or FORMS[rule.predicate].severity,
        description=given.description,
        exempt=tuple(given.exempt),
    )


def _kind(given: _RuleFields) -> str:
    return _TYPE_WORDS.get(given.type.lower(), given.type.lower())


def _check_kind(rule: Rule, given: _RuleFields) -> None:
    if given.type and _kind(given) != rule.type:
        reason = f"{rule.predicate} makes a rule of type {rule.type}, but the manifest says {given.type!r}"
        raise BadFile(reason, f"rule {rule.rule_id}")


def _severity(given: _RuleFields) -> str:
    severity = given.severity.upper()
    if severity and severity not in SEVERITIES:
        raise BadFile(f"severity {given.severity!r} is none of {', '.join(SEVERITIES)}", f"rule {given.id}")
    return severity


def _layered(components: list[ComponentSpec], rules: tuple[Rule, ...]) -> tuple[ComponentSpec, ...]:
    """Where no layer is named but a rule asks for layers, the order of components is top to bottom."""
    asked = any(rule.type == "layering" for rule in rules)
    if not asked or any(component.layer for component in components):
        return tuple(components)
    return tuple(msgspec.structs.replace(c, layer=n) for n, c in enumerate(components, 1))


def _check_names(components: tuple[ComponentSpec, ...], rules: tuple[Rule, ...]) -> None:
    """Every name in a rule is a component, and no rule or component is named twice."""
    names = [component.name for component in components]
    for kind, listed in (("component", names), ("rule", [rule.rule_id for rule in rules])):
        if twice := sorted({name for name in listed if listed.count(name) > 1}):
            raise BadFile(f"{kind} {twice[0]} is named twice", "manifest")
    known = ", ".join(names) or "none"
    for rule in rules:
        for name in (rule.scope, *rule.targets):
            if name != ALL and name not in names:
                place = f"rule {rule.rule_id}, column {rule.expression.find(name) + 1}"
                raise BadFile(f"{name!r} is not a component of this manifest (known: {known})", place)
