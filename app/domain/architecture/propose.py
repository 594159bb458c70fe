"""Rules for a repository that has none: its top packages in the order in which they depend on each other.

The proposed rules hold today. What they would forbid and is there already (cycles) goes into the
baseline, so that only what is new blocks.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from app.domain.architecture.baseline import Baseline
from app.domain.architecture.code import Code
from app.domain.architecture.components import place
from app.domain.architecture.cycles import strongly_connected
from app.domain.architecture.manifest import Manifest
from app.domain.architecture.metrics import couplings
from app.domain.architecture.rules import Rule, parse_rule
from app.domain.payloads.acc import ComponentSpec

ORIGIN: Final = "proposed"

MOST_SINGLE_MODULES: Final = 40
"""A flat package of more modules than this is one component; a smaller one is drawn module by module."""


def propose(code: Code) -> Manifest:
    """Components, their layers, and four rules that this code keeps but for its baseline."""
    names = component_names(code)
    components = tuple(ComponentSpec(name=name, paths=[name]) for name in names)
    layers = _layers(names, _calls(components, code))
    return Manifest(
        components=tuple(msgspec.structs.replace(c, layer=layers[c.name]) for c in components),
        rules=_rules(code),
        baseline=Baseline(tuple(map(frozenset, strongly_connected(code.needs_running())))),
        origin=ORIGIN,
        proposed=True,
    )


def extend(manifest: Manifest, code: Code) -> Manifest:
    """The manifest with a component for every top package that appeared since; the old order stays.

    A newcomer lies as low as its lowest caller, or else as high as the highest component that it calls.
    """
    known = {component.name for component in manifest.components}
    fresh = [ComponentSpec(name=n, paths=[n]) for n in component_names(code) if n not in known]
    if not fresh:
        return manifest
    components = (*manifest.components, *fresh)
    calls = _calls(components, code)
    layers = {component.name: component.layer for component in manifest.components}
    for component in fresh:
        layers[component.name] = _newcomer(component.name, calls, layers)
    placed = (msgspec.structs.replace(c, layer=layers[c.name]) for c in components)
    return msgspec.structs.replace(manifest, components=tuple(placed))


def _newcomer(name: str, calls: set[tuple[str, str]], layers: dict[str, int]) -> int:
    callers = [layers[a] for a, b in calls if b == name and a in layers]
    called = [layers[b] for a, b in calls if a == name and b in layers]
    return max(callers, default=0) or min(called, default=0) or 1


def component_names(code: Code) -> list[str]:
    """The packages below each root package, and the root itself for the modules right below it."""
    roots = sorted({name.partition(".")[0] for name in code.modules})
    found: list[str] = []
    for root in roots:
        found += _below(root, code.modules, alone=len(roots) == 1)
    return found


def _below(root: str, modules: Iterable[str], alone: bool) -> list[str]:
    children: dict[str, bool] = {}
    for name in modules:
        first, _, rest = name.removeprefix(f"{root}.").partition(".") if name.startswith(f"{root}.") else ("", "", "")
        if first:
            children[first] = children.get(first, False) or bool(rest)
    packages = [f"{root}.{child}" for child, has_parts in sorted(children.items()) if has_parts]
    if not packages and alone and 1 < len(children) <= MOST_SINGLE_MODULES:
        return [root, *(f"{root}.{child}" for child in sorted(children))]
    return [root, *packages]


def _calls(components: Sequence[ComponentSpec], code: Code) -> set[tuple[str, str]]:
    """Which component imports from which other."""
    home = place(components, code)
    links = {(home.get(source, ""), home.get(target, "")) for source, target in code.imports}
    return {(a, b) for a, b in links if a and b and a != b}


def _layers(names: Sequence[str], calls: set[tuple[str, str]]) -> dict[str, int]:
    """The top is layer 1, everything lies above what it calls; components in one cycle share a layer."""
    groups = _groups(names, calls)
    below = {group: {groups[b] for a, b in calls if groups[a] == group} - {group} for group in groups.values()}
    height: dict[str, int] = {}
    while len(height) < len(below):
        ready = [g for g, needed in below.items() if g not in height and needed <= height.keys()]
        height |= {g: 1 + max((height[n] for n in below[g]), default=-1) for g in ready}
    top = max(height.values(), default=0)
    return {name: 1 + top - height[groups[name]] for name in names}


def _groups(names: Sequence[str], calls: set[tuple[str, str]]) -> dict[str, str]:
    """Per component the first name of the cycle it is in, or its own."""
    needs = {name: sorted(b for a, b in calls if a == name) for name in names}
    cycles = strongly_connected(needs)
    return {name: next((cycle[0] for cycle in cycles if name in cycle), name) for name in names}


def _rules(code: Code) -> tuple[Rule, ...]:
    """The limits leave some air above today's largest figures, so that ordinary work does not trip them."""
    widest = max((known.ce for known in couplings(code).values()), default=0)
    longest = max((module.spec.line_count for module in code.modules.values()), default=0)
    expressions = (
        "ALL: LAYERED (OPEN)",
        "ALL: NO_CYCLES",
        f"ALL: COUPLING < {max(20, (widest // 10 + 1) * 10)}",
        f"ALL: MODULE_SIZE < {max(500, (longest // 250 + 1) * 250)}",
    )
    return tuple(parse_rule(f"R{n}", text) for n, text in enumerate(expressions, 1))


def as_fields(manifest: Manifest, project: str) -> dict[str, Any]:
    """The manifest as plain fields that ``manifest_from`` reads back."""
    rules = [_rule_fields(rule) for rule in manifest.rules]
    rules += [_rule_fields(rule) | {"enabled": False} for rule in manifest.disabled]
    components = [{"name": c.name, "paths": c.paths, "layer": c.layer} for c in manifest.components]
    baseline = {
        "cycles": [sorted(cycle) for cycle in manifest.baseline.cycles],
        "violations": sorted(manifest.baseline.violations),
    }
    version = manifest.version or "1.0.0"
    return {
        "project": project,
        "version": version,
        "components": components,
        "rules": rules,
        "baseline": {name: listed for name, listed in baseline.items() if listed},
    }


def _rule_fields(rule: Rule) -> dict[str, Any]:
    named = {"id": rule.rule_id, "type": rule.type, "rule": rule.expression, "severity": rule.severity}
    more: dict[str, Any] = {"description": rule.description, "version": rule.version, "dry_run": rule.dry_run}
    more |= {"exempt": list(rule.exempt), "applicable_to": list(rule.applies)}
    return named | {name: value for name, value in more.items() if value}
