"""Nine iterations of a payments product whose verdict is known beforehand (domain 10, R-38).

Each has fifty tasks, a hundred scenarios and eighty modules, and the whole life that led to its verdict.
The same name, tenant and start always give the same events.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.verdict import VerdictName
from app.golden import plots
from app.golden.delivery import misdelivered
from app.golden.teller import Teller

PROJECT: Final = "golden"

Plot = Callable[[Teller], None]


class Golden(msgspec.Struct, frozen=True):
    """An iteration with a known verdict; ``starts`` is the day and hour that it is meant to begin at (ms)."""

    name: str
    expected: VerdictName
    starts: int
    plot: Plot
    late: bool = False
    project: str = PROJECT

    def events(self, tenant: str, start_ms: int | None = None) -> list[Event]:
        """Everything that happened, in order of arrival; begins at ``starts`` unless told otherwise."""
        in_order = self.in_order(tenant, start_ms)
        return misdelivered(in_order, self.name) if self.late else in_order

    def in_order(self, tenant: str, start_ms: int | None = None) -> list[Event]:
        """The same events, each once, in order of time."""
        teller = Teller(self.name, self.starts if start_ms is None else start_ms)
        self.plot(teller)
        return teller.events(tenant, self.project)


def _on(day: int) -> int:
    """One in the afternoon of a day in November 2026."""
    return round(datetime(2026, 11, day, 13, tzinfo=UTC).timestamp() * 1000)


def _golden(name: str, expected: VerdictName, day: int, plot: Plot, *, late: bool = False) -> Golden:
    return Golden(f"Iter-Golden-{name}", expected, _on(day), plot, late)


GOLDEN: Final[dict[str, Golden]] = {
    golden.name: golden
    for golden in (
        _golden("AllPass", VerdictName.ALL_PASS, 2, plots.all_pass),
        _golden("DesignGap", VerdictName.DESIGN_GAP, 3, plots.design_gap),
        _golden("TechDebt", VerdictName.ARCHITECTURAL_EROSION, 4, plots.tech_debt),
        _golden("PipelineIssue", VerdictName.PROCESS_ISSUE, 5, plots.pipeline_issue),
        _golden("SystemicFailure", VerdictName.SYSTEMIC_FAILURE, 6, plots.systemic_failure),
        _golden("Mixed", VerdictName.MIXED_FAILURE, 9, plots.mixed),
        _golden("Pending", VerdictName.PENDING, 10, plots.pending),
        _golden("VersionDrift", VerdictName.DESIGN_GAP, 11, plots.version_drift),
        _golden("LateEvents", VerdictName.ALL_PASS, 12, plots.all_pass, late=True),
    )
}
"""By name, in the order in which they are told."""
