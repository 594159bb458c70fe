"""What a completing event sums up, and how to check it (R-30): counts, and a digest over sorted lines.

Producer and checker call the same functions, so a lost event shows as a different digest.
"""

import hashlib
from collections.abc import Iterable


def digest_of(lines: Iterable[str]) -> str:
    """First 32 hex digits of SHA-256 over the sorted distinct lines."""
    joined = "\n".join(sorted(set(lines)))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def task_line(task_id: str, status: str) -> str:
    return f"task {task_id} {status}"


def gate_line(gate_id: str, status: str, severity: str) -> str:
    return f"gate {gate_id} {status} {severity}"


def artifact_line(artifact_id: str, sha256: str) -> str:
    return f"artifact {artifact_id} {sha256}"


def scenario_line(scenario_id: str, outcome: str, attempts: int, tags: Iterable[str]) -> str:
    return f"scenario {scenario_id} {outcome} {attempts} {' '.join(sorted(tags))}"


def journey_line(journey_id: str, severity: str, steps: Iterable[str]) -> str:
    return f"journey {journey_id} {severity} {' '.join(steps)}"


def module_line(name: str) -> str:
    return f"module {name}"


def import_line(source: str, target: str) -> str:
    return f"import {source} {target}"


def violation_line(violation_id: str, severity: str) -> str:
    return f"violation {violation_id} {severity}"


def cycle_line(cycle_id: str, severity: str) -> str:
    return f"cycle {cycle_id} {severity}"


def rule_line(rule_id: str, severity: str) -> str:
    return f"rule {rule_id} {severity}"
