"""Rules about who may import whom: allowed and forbidden calls, layers, cycles."""

from collections.abc import Iterator

import msgspec

from app.domain.architecture.cycles import circle_through
from app.domain.architecture.ground import Cycle, Ground, broken_import
from app.domain.architecture.rules import ALL, Rule
from app.domain.identity import cycle_key, violation_key
from app.domain.payloads.acc import ViolationDetected


def allowed_calls(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``CAN_CALL``: every mapped component but the listed ones is out of bounds."""
    listed = ", ".join(rule.targets)
    for link in ground.links(rule):
        source, target = map(ground.home, link)
        if source and target not in ("", source, *rule.targets):
            said = f"{link[0]} ({source}) imports {link[1]} ({target}), but {source} may only call {listed}."
            yield _with_hint(rule, broken_import(rule, link, ground, "dependency", said), target)


def forbidden_calls(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``MUST_NOT_CALL``: the listed components are out of bounds."""
    for link in ground.links(rule):
        source, target = ground.home(link[0]) or "no component", ground.home(link[1])
        if target in rule.targets and target != source:
            said = f"{link[0]} ({source}) imports {link[1]} ({target}), but must not call {target}."
            yield _with_hint(rule, broken_import(rule, link, ground, "dependency", said), target)


def _with_hint(rule: Rule, violation: ViolationDetected, target: str) -> ViolationDetected:
    hint = (
        f"Remove the import, move what is needed out of {target}, or pass it in as an argument; "
        f"if the call is meant, change rule {rule.rule_id}."
    )
    return msgspec.structs.replace(violation, hint=hint)


def layers(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``LAYERED``: nobody imports upwards; unless layers are open, skipping one is worth a warning."""
    order = {layer: n for n, layer in enumerate(sorted({n for n in ground.layer.values() if n}))}
    for link in ground.links(rule):
        upper, lower = (ground.layer.get(ground.home(module), 0) for module in link)
        if not upper or not lower:
            continue
        if lower < upper:
            yield _upward(rule, ground, link)
        elif order[lower] - order[upper] > 1 and not rule.open_layers:
            yield _skipping(rule, ground, link)


def _places(ground: Ground, link: tuple[str, str]) -> list[str]:
    homes = [ground.home(module) for module in link]
    return [f"{m} ({h}, layer {ground.layer[h]})" for m, h in zip(link, homes, strict=True)]


def _upward(rule: Rule, ground: Ground, link: tuple[str, str]) -> ViolationDetected:
    source, target = _places(ground, link)
    said = f"{source} imports {target}, which lies above it."
    hint = f"Move what {link[0]} needs down to its own layer or below, or pass it in as an argument."
    return msgspec.structs.replace(broken_import(rule, link, ground, "layering", said), hint=hint)


def _skipping(rule: Rule, ground: Ground, link: tuple[str, str]) -> ViolationDetected:
    source, target = _places(ground, link)
    said = f"{source} imports {target} past the layer between them."
    hint = "Go through the layer between them, or write LAYERED (OPEN) if layers may be skipped."
    severity = "INFO" if rule.severity == "INFO" else "WARNING"
    violation = broken_import(rule, link, ground, "layering", said)
    return msgspec.structs.replace(violation, hint=hint, severity=severity)


def cycles(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``NO_CYCLES``: once per cycle that touches the scope, shown at the import that is cheapest to cut."""
    inside = set(ground.scope(rule))
    for cycle in ground.cycles:
        if inside & set(cycle.modules):
            yield _cycle(rule, ground, cycle)


def _cycle(rule: Rule, ground: Ground, cycle: Cycle) -> ViolationDetected:
    where = "" if rule.scope == ALL else f" and touch {rule.scope}"
    said = f"{len(cycle.modules)} modules import each other in a circle{where}: {_some(cycle.modules)}."
    said += "" if cycle.rings else " Only imports for type checkers close it: there is none when the program runs."
    violation = broken_import(rule, cycle.loosest, ground, "cycle", said)
    return msgspec.structs.replace(
        violation,
        severity=rule.severity if cycle.rings else "INFO",
        violation_id=cycle_violation(rule, cycle),
        chain=circle_through(cycle.loosest, cycle.modules, ground.needs),
        hint=_way_out(cycle),
    )


def _way_out(cycle: Cycle) -> str:
    """The cheapest set of imports to cut, and whether it is the cheapest there is."""
    (source, target), cut = cycle.loosest, cycle.cut
    cost = f"{cut.cost} import statement{'s' * (cut.cost > 1)}"
    if len(cut.links) == 1:
        return f"Cheapest cut: {source} imports {target} ({cost})."
    least = "no set costs less" if cut.exact else f"no set costs less than {cut.bound}"
    return f"Cut {len(cut.links)} imports ({cost}; {least}), among them {source} → {target}."


def cycle_violation(rule: Rule, cycle: Cycle) -> str:
    """The identity of the violation that this cycle commits."""
    return violation_key(rule.rule_id, cycle_key(list(cycle.modules)), "")


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
