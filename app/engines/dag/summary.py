"""How an execution ended, task by task."""

from collections.abc import Sequence

from app.domain.workflow.queue import DONE
from app.domain.workflow.schedule import needs_of, upstream
from app.engines.dag.request import Report, Status, TaskReport
from app.engines.dag.runner import Runner
from app.engines.dag.setting import Setting


def status_of(setting: Setting) -> Status:
    """COMPLETED when every task is done; else CANCELLED when it was stopped, else FAILED."""
    if all(status in DONE for status in setting.teller.ledger.statuses.values()):
        return "COMPLETED"
    return "CANCELLED" if setting.stop.asked else "FAILED"


def report_of(setting: Setting, runner: Runner, took_ms: int, notes: Sequence[str], undelivered: int) -> Report:
    """The report on all of it."""
    ledger = setting.teller.ledger
    return Report(
        status=status_of(setting),
        run_id=setting.run_id,
        trace_id=setting.teller.trace_id,
        workflow=setting.workflow,
        iteration=setting.request.iteration,
        tasks=tuple(_task(task, setting, runner) for task in ledger.statuses),
        counts=ledger.counts(),
        took_ms=took_ms,
        folder=str(setting.places.state),
        notes=tuple(notes),
        undelivered=undelivered,
    )


def _task(task: str, setting: Setting, runner: Runner) -> TaskReport:
    ledger = setting.teller.ledger
    status = "CANCELLED" if task in runner.cancelled else _shown(task, setting)
    error = ledger.errors.get(task, "") if status in ("FAILED", "CANCELLED") else ""
    took, remarks = runner.took.get(task, 0), tuple(ledger.remarks(task))
    return TaskReport(task, status, ledger.attempts(task), error, took, remarks)


def _shown(task: str, setting: Setting) -> str:
    """BLOCKED behind something that failed, NOT_STARTED where it could have run; else what the events say."""
    status = setting.teller.ledger.statuses[task]
    if status in (*DONE, "FAILED"):
        return status
    needs = needs_of(setting.request.manifest.nodes)
    blocked = upstream([task], needs) & set(setting.teller.ledger.ended("FAILED"))
    return "BLOCKED" if blocked else "NOT_STARTED"
