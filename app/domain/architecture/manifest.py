"""The architecture manifest: components, rules, what is forgiven for now (domain 5.3)."""

from typing import Any

import msgspec

from app.domain.architecture.approvals import Approval, approvals_from
from app.domain.architecture.baseline import Baseline, entries_from
from app.domain.architecture.faults import Faults
from app.domain.architecture.rule_fields import Read, check_names, rules_from
from app.domain.architecture.rules import Rule
from app.domain.architecture.suppressions import Suppression, suppressions_from
from app.domain.payloads.acc import ComponentSpec
from app.errors import BadFile


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The rules and components that apply. Layer 1 is the top; layer 0 means not placed in any.

    ``disabled`` rules are named, and not evaluated. ``worst_cycle`` caps the severity of cycles where
    nobody asked for a rule about them.
    """

    name: str = "default"
    version: str = ""
    components: tuple[ComponentSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    disabled: tuple[Rule, ...] = ()
    exclusions: tuple[str, ...] = ()
    baseline: Baseline = Baseline()
    approvals: tuple[Approval, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    origin: str = ""
    proposed: bool = False
    worst_cycle: str = "BLOCKING"


class _BaselineFields(msgspec.Struct, kw_only=True):
    cycles: list[list[str]] = []
    violations: list[str] = []
    entries: list[Any] = []
    modules: dict[str, str] = {}


class _Fields(msgspec.Struct, kw_only=True):
    project: str = ""
    version: str | float | int = ""
    components: list[Any] = []
    rules: list[Any] = []
    exclusions: list[str] = []
    baseline: _BaselineFields = msgspec.field(default_factory=_BaselineFields)
    approved_cycles: list[Any] = []
    suppressions: list[Any] = []


def manifest_from(fields: Any, origin: str) -> Manifest:
    """The manifest that these plain fields describe.

    Raises BadFile naming the field, or the rule and the column within it; of several faults, all.
    """
    read, faults = _read(fields), Faults()
    rules = rules_from(read.rules, faults)
    components = _layered(_components(read.components, faults), rules)
    check_names(components, rules, faults)
    found = Manifest(
        version=str(read.version),
        components=components,
        rules=tuple(one.rule for one in rules if one.enabled),
        disabled=tuple(one.rule for one in rules if not one.enabled),
        exclusions=tuple(read.exclusions),
        baseline=_baseline(read.baseline, faults),
        approvals=approvals_from(read.approved_cycles, faults),
        suppressions=suppressions_from(read.suppressions, origin, faults),
        origin=origin,
    )
    faults.raise_any()
    return found


def _read(fields: Any) -> _Fields:
    try:
        return msgspec.convert(fields, _Fields)
    except msgspec.ValidationError as flaw:
        raise BadFile(str(flaw), "manifest") from flaw


def _components(listed: list[Any], faults: Faults) -> list[ComponentSpec]:
    """A component in full, or just the path that it is named after."""
    found: list[ComponentSpec] = []
    for number, given in enumerate(listed, 1):
        plain = {"name": given, "paths": [given]} if isinstance(given, str) else given
        try:
            found.append(msgspec.convert(plain, ComponentSpec))
        except msgspec.ValidationError as flaw:
            faults.add(str(flaw), f"component {number}")
    return found


def _baseline(given: _BaselineFields, faults: Faults) -> Baseline:
    entries = entries_from(given.entries, faults)
    return Baseline(tuple(map(frozenset, given.cycles)), frozenset(given.violations), entries, given.modules)


def _layered(components: list[ComponentSpec], rules: list[Read]) -> tuple[ComponentSpec, ...]:
    """Where no layer is named but a rule asks for layers, the order of components is top to bottom."""
    asked = any(read.rule.type == "layering" for read in rules)
    if not asked or any(component.layer for component in components):
        return tuple(components)
    return tuple(msgspec.structs.replace(c, layer=n) for n, c in enumerate(components, 1))
