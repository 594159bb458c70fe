"""Rules about one module at a time: coupling, size, complexity, nesting, names."""

import re
from collections.abc import Iterator
from operator import attrgetter

from app.domain.architecture.ground import Ground
from app.domain.architecture.rules import Rule
from app.domain.identity import violation_key
from app.domain.payloads.acc import ViolationDetected


def coupling(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``COUPLING``: a module may depend on fewer than so many modules (Ce, R-19)."""
    for name in ground.scope(rule):
        ce = ground.coupling[name].ce
        if ce >= rule.limit:
            said = f"{name} depends on {ce} modules; the rule asks for fewer than {rule.limit:g}."
            hint = "Split the module by what it needs, or let it ask one module that asks the others."
            yield _found(rule, ground, name, "coupling", (said, hint))


def instability(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``INSTABILITY``: Ce / (Ca + Ce) stays below the limit."""
    for name in ground.scope(rule):
        known = ground.coupling[name]
        if known.instability >= rule.limit:
            said = (
                f"{name} has instability {known.instability:.2f} (needed by {known.ca}, needs {known.ce}); "
                f"the rule asks for less than {rule.limit:g}."
            )
            yield _found(rule, ground, name, "coupling", (said, "Let it depend on fewer modules."))


def module_size(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``MODULE_SIZE``: fewer than so many lines."""
    for name in ground.scope(rule):
        lines = ground.code.modules[name].spec.line_count
        if lines >= rule.limit:
            said = f"{name} has {lines} lines; the rule asks for fewer than {rule.limit:g}."
            yield _found(rule, ground, name, "size", (said, "Split it along what changes together."))


def complexity(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``CYCLOMATIC_COMPLEXITY``: no function has so many ways through it."""
    words = ("has cyclomatic complexity", "Split the function; give each branch a name of its own.")
    yield from _functions(rule, ground, "complexity", words)


def nesting(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``NESTING_DEPTH``: no block lies so deep."""
    words = ("nests blocks to depth", "Return early, or move the inner block to a function.")
    yield from _functions(rule, ground, "nesting", words)


def _functions(rule: Rule, ground: Ground, figure: str, words: tuple[str, str]) -> Iterator[ViolationDetected]:
    figure_of = attrgetter(figure)
    for name in ground.scope(rule):
        for function in ground.code.modules[name].functions:
            if figure_of(function) >= rule.limit:
                said = f"{name}.{function.name} {words[0]} {figure_of(function)}"
                said += f"; the rule asks for less than {rule.limit:g}."
                part = (function.name, function.line)
                yield _found(rule, ground, name, "size", (said, words[1]), part)


def class_names(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``CLASS_NAME_PATTERN``: every public class is named like this."""
    pattern = re.compile(rule.pattern)
    for name in ground.scope(rule):
        for listed in ground.code.modules[name].classes:
            if not pattern.fullmatch(listed.name):
                said = f"Class {listed.name} in {name} does not match {rule.pattern}."
                part = (listed.name, listed.line)
                yield _found(rule, ground, name, "naming", (said, "Rename the class."), part)


def _found(
    rule: Rule, ground: Ground, module: str, kind: str, words: tuple[str, str], part: tuple[str, int] = ("", 0)
) -> ViolationDetected:
    name, line = part
    return ViolationDetected(
        violation_id=violation_key(rule.rule_id, module, name),
        rule_id=rule.rule_id,
        type=kind,
        severity=rule.severity,
        source_module=module,
        description=words[0],
        file_path=ground.code.path(module),
        lines=[line] if line else [],
        hint=words[1],
    )
