"""Rules about one module at a time: coupling, size, complexity, nesting, names."""

import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from app.domain.architecture.code import FunctionFact
from app.domain.architecture.ground import Ground
from app.domain.architecture.rules import Rule
from app.domain.identity import violation_key
from app.domain.payloads.acc import ViolationDetected


class Part(NamedTuple):
    """What within a module is meant, where it begins, and the figure that breaks the limit."""

    name: str = ""
    line: int = 0
    figure: float = 0.0


def coupling(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``COUPLING``: a module may depend on fewer than so many modules (Ce, R-19)."""
    for name in ground.scope(rule):
        ce = ground.coupling[name].ce
        if ce >= rule.limit:
            said = f"{name} depends on {ce} modules; the rule asks for fewer than {rule.limit:g}."
            hint = "Split the module by what it needs, or let it ask one module that asks the others."
            yield _found(rule, ground, name, "coupling", (said, hint), Part(figure=ce))


def instability(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``INSTABILITY``: Ce / (Ca + Ce) stays below the limit."""
    for name in ground.scope(rule):
        known = ground.coupling[name]
        if known.instability >= rule.limit:
            said = (
                f"{name} has instability {known.instability:.2f} (needed by {known.ca}, needs {known.ce}); "
                f"the rule asks for less than {rule.limit:g}."
            )
            words = (said, "Let it depend on fewer modules.")
            yield _found(rule, ground, name, "coupling", words, Part(figure=round(known.instability, 6)))


def module_size(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``MODULE_SIZE``: fewer than so many lines."""
    for name in ground.scope(rule):
        lines = ground.code.modules[name].spec.line_count
        if lines >= rule.limit:
            said = f"{name} has {lines} lines; the rule asks for fewer than {rule.limit:g}."
            yield _found(
                rule, ground, name, "size", (said, "Split it along what changes together."), Part(figure=lines)
            )


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
        for function in _worst(ground.code.modules[name].functions, figure_of):
            if figure_of(function) >= rule.limit:
                said = f"{name}.{function.name} {words[0]} {figure_of(function)}"
                said += f"; the rule asks for less than {rule.limit:g}."
                part = Part(function.name, function.line, figure_of(function))
                yield _found(rule, ground, name, "size", (said, words[1]), part)


def _worst(functions: Iterable[FunctionFact], figure_of: Callable[[FunctionFact], float]) -> list[FunctionFact]:
    """One function per name: of a property and its setter, or of overloads, the worst."""
    found: dict[str, FunctionFact] = {}
    for function in sorted(functions, key=figure_of):
        found[function.name] = function
    return sorted(found.values(), key=lambda function: function.line)


def class_names(rule: Rule, ground: Ground) -> Iterator[ViolationDetected]:
    """``CLASS_NAME_PATTERN``: every public class is named like this."""
    pattern = re.compile(rule.pattern)
    for name in ground.scope(rule):
        for listed in {c.name: c for c in reversed(ground.code.modules[name].classes)}.values():
            if not pattern.fullmatch(listed.name):
                said = f"Class {listed.name} in {name} does not match {rule.pattern}."
                part = Part(listed.name, listed.line)
                yield _found(rule, ground, name, "naming", (said, "Rename the class."), part)


def _found(
    rule: Rule, ground: Ground, module: str, kind: str, words: tuple[str, str], part: Part
) -> ViolationDetected:
    return ViolationDetected(
        violation_id=violation_key(rule.rule_id, module, part.name),
        rule_id=rule.rule_id,
        type=kind,
        severity=rule.severity,
        source_module=module,
        description=words[0],
        file_path=ground.code.path(module),
        lines=[part.line] if part.line else [],
        hint=words[1],
        figure=part.figure,
        part=part.name,
    )
