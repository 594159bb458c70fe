"""What could have been seen in a plan before anything ran, from the tasks as they were reported (domain 5.1)."""

from functools import lru_cache
from typing import Final

from app.domain import labels
from app.domain.state import ByKey
from app.domain.workflow.findings import Finding, Level
from app.domain.workflow.manifest import Manifest, Task
from app.domain.workflow.plan import plan_of
from app.domain.workflow.preflight import preflight
from app.lenses.plan import MOST_LIVE
from app.lenses.tones import Face
from app.lenses.views import Row, Table

_TELLS: Final = (
    "cycle",
    "unknown_dependency",
    "repeated_dependency",
    "disconnected",
    "orphan",
    "bad_version",
    "missing_contract",
    "too_long",
    "interface_waits",
)
"""Findings about what events tell; commands, retries and conditions stand in the manifest alone."""
_TYPES: Final = {"ACTION": "impl"}
_FACES: Final[dict[Level, Face]] = {
    "CRITICAL": Face("fail", "fail", "critical"),
    "HIGH": Face("fail", "fail", "high"),
    "MEDIUM": Face("warn", "warn", "medium"),
    "WARNING": Face("warn", "warn", "warning"),
    "INFO": Face("idle", "idle", "info"),
}
Told = tuple[tuple[str, str, tuple[str, ...], str, int], ...]
"""Per task its id, kind, needs, contract version and effort: all that the findings follow from."""


def preflight_table(tasks: ByKey) -> Table:
    """The findings, the worst first; each leads to its task."""
    rows = tuple(_row(finding, tasks) for finding in _found(_told(tasks))) if len(tasks) <= MOST_LIVE else ()
    columns = ("Finding", "Level", "Where", "What to do")
    empty = "The plan has no flaw that could be seen before it ran." if tasks else "No task has been reported."
    return Table(title="Preflight", columns=columns, rows=rows, empty=empty)


def _row(finding: Finding, tasks: ByKey) -> Row:
    face = _FACES[finding.level]
    where = finding.where if finding.where in tasks else ""
    cells = (finding.message, face.word, where or "the plan", finding.fix)
    return Row(id=f"{labels.TASK}/{where}" if where else "", tone=face.tone, glyph=face.glyph, cells=cells)


def _told(tasks: ByKey) -> Told:
    return tuple(
        (
            key,
            str(task.get("kind", "ACTION")),
            tuple(task.get("depends_on", ())),
            str(task.get("contract_version", "")),
            int(task.get("estimated_effort", 0)),
        )
        for key, task in sorted(tasks.items())
    )


@lru_cache(maxsize=32)
def _found(told: Told) -> tuple[Finding, ...]:
    """What happens to the tasks does not change it, so it is worked out once per plan."""
    manifest = Manifest(
        iteration_id="Iter-20000101-0000-001",
        timestamp="2000-01-01T00:00:00Z",
        project="reported",
        nodes=[_task(*one) for one in told],
    )
    return tuple(f for f in preflight(manifest, plan_of(manifest, len(told) or 1)) if f.code in _TELLS)


def _task(key: str, kind: str, needs: tuple[str, ...], version: str, effort: int) -> Task:
    return Task(
        id=key,
        type=_TYPES.get(kind, kind.lower()),
        depends_on=list(needs),
        contract_version=version,
        estimated_effort=effort or None,
    )
