"""What ``execute`` shows: the plan before, progress while it works, and how it ended."""

from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

import msgspec
from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.cli.terminal import Terminal
from app.engines.dag.prepare import Prepared
from app.engines.dag.request import Clock, Report, Step

_STYLES: Final = {"completed": "green", "failed": "red", "cancelled": "red", "retry": "yellow", "blocked": "yellow"}
_ENDED: Final = ("completed", "failed", "skipped", "cancelled", "retry")


class View:
    """One line per step; on a terminal with the tasks that are at work below."""

    def __init__(self, terminal: Terminal, clock: Clock) -> None:
        self._terminal, self._clock = terminal, clock
        self._running: dict[str, int] = {}
        self._done = self._total = 0
        live = terminal.console.is_terminal
        self._live = Live(console=terminal.console, get_renderable=self._below, transient=True) if live else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, flaw: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._live:
            with suppress(OSError):
                self._live.stop()

    def step(self, step: Step) -> None:
        """Show what just happened."""
        if step.total:
            self._done, self._total = step.done, step.total
        if step.word == "started":
            self._running[step.task] = step.at
        elif step.word in _ENDED:
            self._running.pop(step.task, None)
        took = f" {step.took_ms / 1000:.1f} s" if step.took_ms is not None else ""
        self._show(f"{step.word:<9} {step.task}{took}{': ' if step.text and step.task else ''}{step.text}", step.word)

    def stopping(self) -> None:
        """A signal came."""
        self._show("stopping: what runs is asked to end; once more ends it at once")

    def _show(self, line: str, word: str = "") -> None:
        """One line; where nobody reads any more the work goes on all the same."""
        with suppress(OSError):
            self._terminal.console.print(Text(line, _STYLES.get(word, "")))

    def _below(self) -> Group:
        table = Table.grid(padding=(0, 1))
        # A thread of its own draws this, so the tasks are taken in one go.
        for task, since in list(self._running.items()):
            table.add_row("  ●", task, f"{max(0, self._clock() - since) / 1000:.0f} s")
        bar = ProgressBar(total=max(self._total, 1), completed=self._done, width=40)
        return Group(table, Text(f"{self._done} of {self._total} tasks"), bar)


def plan_document(prepared: Prepared) -> dict[str, Any]:
    """Plan and findings as JSON has them."""
    found = [msgspec.structs.asdict(finding) for finding in prepared.findings]
    document: dict[str, Any] = {"runnable": not prepared.stops, "findings": found}
    if plan := prepared.plan:
        document |= {
            "groups": [list(group) for group in plan.schedule.groups],
            "interface_groups": plan.schedule.first,
            "critical_path": {"tasks": list(plan.path.tasks), "minutes": plan.path.minutes},
            "slack": plan.path.slack,
            "estimated_minutes": plan.minutes,
        }
    return document


def plan_text(prepared: Prepared) -> str:
    """Plan and findings for people."""
    lines = []
    if plan := prepared.plan:
        for n, group in enumerate(plan.schedule.groups, 1):
            early = " (interfaces first)" if n <= plan.schedule.first else ""
            lines.append(f"group {n}{early}: {', '.join(group)}")
        slack = ", ".join(f"{task} {minutes}" for task, minutes in plan.path.slack.items() if minutes)
        lines.append(f"critical path: {' → '.join(plan.path.tasks)} ({plan.path.minutes} min)")
        lines += [f"slack (min): {slack}"] if slack else []
        lines.append(f"estimated duration: {plan.minutes} min")
    lines += [finding.line() for finding in prepared.findings]
    verdict = "cannot be run" if prepared.stops else "can be run"
    tally = Counter(finding.level for finding in prepared.findings)
    told = ", ".join(f"{count} {level}" for level, count in tally.items()) or "no findings"
    return "\n".join([*lines, f"{verdict}: {told}"])


def report_text(report: Report) -> str:
    """The end in a few lines: the sums, and each task that did not go well."""
    tally = Counter(task.status.lower().replace("_", " ") for task in report.tasks)
    sums = ", ".join(f"{count} {status}" for status, count in sorted(tally.items()))
    lines = [f"{report.workflow} in {report.iteration}: {report.status.lower()} after {report.took_ms / 1000:.1f} s"]
    lines.append(f"  tasks: {sums or 'none'}")
    for task in report.tasks:
        if task.status in ("FAILED", "CANCELLED"):
            lines.append(f"  {task.status.lower()} {task.task} (attempt {task.attempts}): {task.error}")
        lines += [f"  {task.task}: {remark}" for remark in task.remarks]
    lines.append(f"  run {report.run_id}, trace {report.trace_id}, journal and logs in {report.folder}")
    return "\n".join(lines)
