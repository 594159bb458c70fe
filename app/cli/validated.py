"""What validating tells: as JSON, and as lines for people."""

from collections.abc import Iterator
from typing import Any

import msgspec

from app.cli.belonging import Belonging
from app.engines.behaviour.request import Failed, Report, Request, RunReport

_MOST = 20


def document(report: Report, request: Request, home: Belonging) -> dict[str, Any]:
    """Everything, for programs."""
    runs = [msgspec.to_builtins(run) for run in report.runs]
    return {
        "tenant": home.tenant,
        "project": home.project,
        "iteration": home.iteration,
        "commit": home.commit,
        "code_version": request.code_version,
        "batch_id": request.origin.batch_id,
        "suite": report.suite,
        "runner": report.runner,
        "python": report.python,
        "runs": runs,
        "flakes": {key: msgspec.to_builtins(found) for key, found in report.flakes.items()},
        "quarantine_candidates": list(report.candidates),
        "releasable": list(report.releasable),
        "notes": list(report.notes),
        "exit_code": report.code,
    }


def text(report: Report, home: Belonging, following: str) -> str:
    """The same in lines; the last one ends with the command to go on with, as it can be pasted."""
    number = len(report.runs)
    lines = [
        line for n, run in enumerate(report.runs, 1) for line in _run(run, f"run {n} of {number}: " * (number > 1))
    ]
    lines += [_flake(report, key) for key in report.flakes]
    lines += [_advice(report, key) for key in report.candidates]
    lines += [
        f"quarantine: “{report.names.get(key, key)}” was green twice in a row and may be released: "
        f"mission-control quarantine {key} --release --iteration {home.iteration}"
        for key in report.releasable
    ]
    return "\n".join([*lines, *(f"note: {note}" for note in report.notes), f"{report.suite}: {following}"])


def _run(run: RunReport, head: str) -> Iterator[str]:
    n = run.counts
    said = ", ".join(
        f"{n[name]} {name}"
        for name in ("passed", "failed", "skipped", "undefined", "pending", "ambiguous", "error")
        if n.get(name)
    )
    part = "" if run.full else ", a part of the suite"
    yield f"{head}{n['scenarios']} scenarios: {said or 'none ran'}; {n['attempts']} attempts{part}"
    if run.message:
        yield f"{run.status.lower()}: {run.message}"
    shown = (*run.failed, *run.never_ran)
    yield from (_failed(one) for one in shown[:_MOST])
    if len(shown) > _MOST:
        yield f"… and {len(shown) - _MOST} more"


def _failed(one: Failed) -> str:
    held = " (quarantined)" if one.quarantined else ""
    said = ": ".join(part for part in (one.step, one.message.partition("\n")[0]) if part)
    why = f"\n    {said}" if said else ""
    status = "never ran" if one.status == "PENDING" and not one.step else one.status.lower()
    return f"  {status}{held}: {one.name} ({one.place}){why}"


def _flake(report: Report, key: str) -> str:
    found = report.flakes[key]
    trend = ", rising" if found.rising else ""
    return (
        f"flaky: “{report.names.get(key, key)}” {found.letters}, rate {found.rate:.2f} "
        f"(95 %: {found.low:.2f} to {found.high:.2f}{trend}), likely {found.cause} ({found.cause_confidence:.2f})"
    )


def _advice(report: Report, key: str) -> str:
    name = report.names.get(key, key)
    return f"quarantine? “{name}”: mission-control quarantine {key} --owner … --reason … --review DATE"
