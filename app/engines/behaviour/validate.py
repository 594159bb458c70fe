"""Validating: plan, run as often as asked, and say what all runs come to."""

import tempfile
from pathlib import Path

from app.domain.behaviour.known import Known
from app.engines.behaviour.performance import Performance, Stage
from app.engines.behaviour.plan import Plan, plan_of
from app.engines.behaviour.request import Emit, Progress, Report, Request, RunReport
from app.engines.behaviour.store import Store
from app.engines.behaviour.sums import Sums


def validate(request: Request, known: Known, emit: Emit, progress: Progress) -> Report:
    """Run the features and tell what happens as it happens. Raises BadRequest and BadFile before anything runs."""
    plan, sums = plan_of(request), Sums(known)
    runs: list[RunReport] = []
    with tempfile.TemporaryDirectory(prefix="mission-control-") as scratch:
        stage = Stage(request, plan, Path(scratch), Store(request.store), emit, progress)
        for _ in range(request.repeat):
            runs.append(Performance(stage, sums).perform())
            if runs[-1].status == "CANCELLED" or runs[-1].unfinished or not runs[-1].counts["attempts"]:
                break
    return _report(plan, sums, tuple(runs))


def _report(plan: Plan, sums: Sums, runs: tuple[RunReport, ...]) -> Report:
    ran = sorted(plan.selected)
    measured = {key: sums.flakiness(key) for key in ran}
    return Report(
        suite=plan.suite,
        runner=plan.runner,
        python=plan.python.path,
        runs=runs,
        flakes={key: found for key, found in measured.items() if found.standing == "flaky"},
        candidates=tuple(sums.candidates(ran)),
        releasable=tuple(sums.releasable(ran)),
        names={key: spec.name for key, (_, spec) in plan.catalogue.specs.items()},
        notes=plan.notes,
    )
