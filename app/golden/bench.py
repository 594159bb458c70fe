"""What a workflow has on its bench: what goes otherwise than planned, and the count of what came of it."""

from collections.abc import Mapping
from random import Random
from typing import Final

import msgspec

from app.domain.digest import artifact_line, digest_of, gate_line, task_line
from app.domain.payloads.common import Payload
from app.golden.teller import Teller

THREAD: Final = "workflow"


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What goes otherwise than planned.

    ``attempts`` says how often a task is tried, ``broken`` which gate a task fails at, ``exhausted``
    which tasks fail at their work, ``skipped`` why a task is left out, ``unlocked`` which contracts
    did not become final. ``pace`` stretches all durations.
    """

    attempts: Mapping[str, int] = {}
    broken: Mapping[str, str] = {}
    exhausted: frozenset[str] = frozenset()
    skipped: Mapping[str, str] = {}
    unlocked: frozenset[str] = frozenset()
    pace: float = 1.0

    def fails(self, task_id: str) -> bool:
        """Whether the task does not end well."""
        return task_id in self.broken or task_id in self.exhausted


class Bench:
    """Tells events of the workflow and keeps count, so that the completing event can sum it up."""

    def __init__(self, teller: Teller, course: Course) -> None:
        self.teller = teller
        self.course = course
        self.chance = Random(f"workflow {teller.iteration}")
        self.statuses: dict[str, str] = {}
        self.gates: dict[str, tuple[str, str]] = {}
        self.artifacts: dict[str, str] = {}
        self.contracts: set[str] = set()

    def say(self, at: int, event_type: str, node_id: str, payload: Payload) -> None:
        """One event of the workflow."""
        self.teller.say(at, f"dde.{event_type}", node_id, payload, thread=THREAD)

    def counts(self) -> dict[str, int]:
        """How many there are of what the workflow sums up."""
        statuses = list(self.statuses.values())
        per_status = {name: statuses.count(name.upper()) for name in ("completed", "failed", "skipped")}
        made = {"gates": len(self.gates), "artifacts": len(self.artifacts), "contracts": len(self.contracts)}
        return {"tasks": len(statuses), **per_status, **made}

    def digest(self) -> str:
        """The digest of all tasks, gates and artifacts as they stand."""
        lines = [task_line(task, status) for task, status in self.statuses.items()]
        lines += [gate_line(gate, *standing) for gate, standing in self.gates.items()]
        return digest_of(lines + [artifact_line(key, sha256) for key, sha256 in self.artifacts.items()])
