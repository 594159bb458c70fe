"""How the answer of a gate is read: its exit code, the value it printed, and what is worth another try."""

import math
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from app.domain.workflow.findings import Finding
from app.domain.workflow.manifest import Gate, Task

PHASES: Final = ("pre", "during", "post")

_NUMBER: Final = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_SAID: Final = re.compile(rf"^\s*value\s*[:=]\s*({_NUMBER})\s*%?\s*$", re.IGNORECASE | re.MULTILINE)
_ALONE: Final = re.compile(rf"^\s*({_NUMBER})\s*%?\s*$")
_PASSING: Final = ("timeout", "timed out", "connection", "unavailable", "retry")
"""Words in an error that speak of a fault which may be gone the next time (domain 5.1)."""


class Answer(Struct, frozen=True):
    """What came of a gate: PASSED, FAILED or SKIPPED, why, and the value that was measured."""

    status: str
    message: str = ""
    value: float | None = None


def judged(gate: Gate, exit_code: int | None, output: str) -> Answer:
    """The answer of a gate whose command ended (without exit code: ran out of time) and printed this."""
    value = value_in(output, gate.pattern) if gate.threshold is not None else None
    if exit_code is None:
        return Answer("FAILED", f"timeout after {gate.timeout:g} s", value)
    if exit_code != 0:
        return Answer("FAILED", f"exit code {exit_code}{_last_line(output)}", value)
    if gate.threshold is None:
        return Answer("PASSED")
    if value is None:
        return Answer("FAILED", "no value in its output; print a line such as value: 0.83")
    good = value >= gate.threshold if gate.compare == ">=" else value <= gate.threshold
    if good:
        return Answer("PASSED", "", value)
    side = "below" if gate.compare == ">=" else "above"
    return Answer("FAILED", f"{value:g} is {side} the threshold of {gate.threshold:g}", value)


def value_in(output: str, pattern: str = "") -> float | None:
    """The number that a gate printed: the last match of its pattern, else the last line ``value: 0.83``
    (or ``value=83 %``), else the last line when it is nothing but a number."""
    if pattern:
        found = [m[1] for m in re.finditer(pattern, output, re.MULTILINE) if m.re.groups and m[1]]
    else:
        last = output.strip().rpartition("\n")[2]
        found = _SAID.findall(output) or _ALONE.findall(last)
    try:
        value = float(found[-1]) if found else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def is_transient(message: str, output: str) -> bool:
    """Whether the fault may be gone the next time."""
    text = f"{message}\n{output}".lower()
    return any(word in text for word in _PASSING)


def _last_line(output: str) -> str:
    last = output.strip().rpartition("\n")[2].strip()
    return f": {last[:300]}" if last else ""


def in_order(gates: Sequence[Gate]) -> list[Gate]:
    """As they are asked: by phase, and within a phase each after those it depends on."""
    ordered: list[Gate] = []
    for phase in PHASES:
        listed = [gate for gate in gates if gate.phase == phase]
        while listed:
            waiting = {gate.name for gate in listed}
            ready = next((gate for gate in listed if not waiting & set(gate.depends_on)), listed[0])
            listed.remove(ready)
            ordered.append(ready)
    return ordered


def flaws(task: Task) -> list[Finding]:
    """What is wrong with the gates of a task."""
    names = [gate.name for gate in task.gates]
    found = [flaw for gate in task.gates for flaw in _flaws(task, gate, names)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.append(_flaw("CRITICAL", "duplicate_gate", task, f"gate {name} is named {names.count(name)} times."))
    ordered = [gate.name for gate in in_order(task.gates)]
    for gate in task.gates:
        early = [n for n in gate.depends_on if n in ordered and ordered.index(n) > ordered.index(gate.name)]
        if early or gate.name in gate.depends_on:
            what = f"gate {gate.name} depends on {', '.join(early or [gate.name])}, which cannot be asked before it."
            found.append(_flaw("HIGH", "gate_order", task, what))
    return found


def _flaws(task: Task, gate: Gate, names: list[str]) -> list[Finding]:
    found = []
    if unknown := sorted(set(gate.depends_on) - set(names)):
        found.append(_flaw("HIGH", "unknown_gate", task, f"gate {gate.name} depends on {', '.join(unknown)}."))
    if gate.bypass and not (gate.bypass.by.strip() and gate.bypass.reason.strip()):
        fix = "Say by whom and why, or take the bypass out."
        found.append(_flaw("HIGH", "bypass_unexplained", task, f"gate {gate.name} is bypassed.", fix))
    if gate.enabled and not gate.command and not gate.bypass:
        fix = f"Give it a command, or define {gate.name} under gates of the manifest."
        found.append(_flaw("WARNING", "gate_without_command", task, f"gate {gate.name} asks nothing.", fix))
    if gate.pattern and (flaw := _pattern_flaw(gate.pattern)):
        found.append(_flaw("HIGH", "bad_pattern", task, f"the pattern of gate {gate.name} {flaw}."))
    return found


def _pattern_flaw(pattern: str) -> str:
    try:
        return "" if re.compile(pattern).groups else "has no group for the value"
    except re.error as flaw:
        return f"is no regular expression: {flaw}"


def _flaw(level: str, code: str, task: Task, message: str, fix: str = "") -> Finding:
    return Finding(level, code, task.id, message[0].upper() + message[1:], fix)  # type: ignore[arg-type]
