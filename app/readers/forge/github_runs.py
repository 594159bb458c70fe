"""What deliveries of GitHub say of workflows, jobs, checks, deployments and reviews."""

from collections.abc import Iterator
from typing import Final

from app.domain.whereabouts import LOG
from app.readers.forge.github_types import (
    CheckRun,
    CheckSuite,
    DeploymentStatus,
    Hook,
    Named,
    Review,
    WorkflowJob,
    WorkflowRun,
)
from app.readers.process.recording import Check, Recording, Step, Try
from app.readers.process.times import moment

_GOOD: Final = {"success": "COMPLETED", "neutral": "COMPLETED", "skipped": "SKIPPED"}
_GATES: Final = {"success": "PASSED", "neutral": "PASSED", "skipped": "SKIPPED", "stale": "SKIPPED"}
_JOBS: Final = {"in_progress": "RUNNING"}
ACTIONS: Final = "github-actions"
"""The app whose check runs are the jobs of workflows."""

_AGAIN: Final = ("requested", "rerequested", "requested_action")
"""What is asked for still shows how it stood before."""

_REVIEWS: Final = {"approved": "PASSED", "changes_requested": "FAILED", "dismissed": "SKIPPED"}


def recordings_of(hook: Hook, modified_ms: int) -> Iterator[Recording]:
    """What the delivery records; ``modified_ms`` stands in for times that it does not name."""
    if hook.workflow_job:  # a job may bring along the deployment that it waits for, and that the run it is part of
        yield _job(hook.workflow_job, modified_ms)
    elif hook.deployment:
        yield from _deployed(hook.deployment.environment, hook.deployment_status, modified_ms)
    elif hook.workflow_run:
        yield _run(hook.workflow_run, modified_ms)
    elif hook.action not in _AGAIN:
        yield from _said(hook, modified_ms)


def _said(hook: Hook, modified_ms: int) -> Iterator[Recording]:
    if hook.check_run:
        yield from _check_run(hook.check_run, modified_ms)
    elif hook.check_suite:
        yield from _suite(hook.check_suite, modified_ms)
    elif hook.review and hook.pull_request:
        yield from _review(hook.pull_request.number, hook.review, modified_ms)
    elif hook.context and hook.state in ("success", "failure", "error"):
        at = _at(str(hook.updated_at or hook.created_at or ""), "updated_at", modified_ms)
        status = "PASSED" if hook.state == "success" else "FAILED"
        yield alone(checked(f"status/{hook.context}", Check("status", status, message=hook.description or ""), at))


def alone(step: Step) -> Recording:
    """A task that no workflow tells of."""
    at = step.start or step.end or 0
    return Recording("", "", "", at, at, (step,), framed=False)


def checked(task: str, check: Check, at: int, start: int | None = None) -> Step:
    """A task that did nothing but come to a conclusion, which is the gate's."""
    begun = at if start is None else min(start, at)
    return Step(task, task.partition("/")[2] or task, "COMPLETED", begun, at, "CHECKPOINT", checks=(check,))


def _at(text: str | None, name: str, modified_ms: int) -> int:
    return moment(text, name) or modified_ms


def _run(run: WorkflowRun, modified_ms: int) -> Recording:
    start = _at(run.run_started_at or run.created_at, "$.workflow_run.run_started_at", modified_ms)
    done = run.status == "completed"
    good = run.conclusion in _GOOD
    return Recording(
        workflow=run.name or "workflow",
        run=str(run.id),
        status=("COMPLETED" if good else "FAILED") if done else "RUNNING",
        start=start,
        end=_at(run.updated_at, "$.workflow_run.updated_at", start),
        steps=(),
        error="" if good else f"concluded {run.conclusion}",
        summed=False,
        metadata={"event": run.event or "", "attempt": str(run.run_attempt or 1), LOG: run.html_url or ""},
    )


def _job(job: WorkflowJob, modified_ms: int) -> Recording:
    place = "$.workflow_job"
    created = _at(job.created_at or job.started_at, f"{place}.created_at", modified_ms)
    status = _JOBS.get(job.status, "PENDING")
    if job.status == "completed":
        status = _GOOD.get(job.conclusion or "", "FAILED")
    begun = status in ("RUNNING", "COMPLETED", "FAILED")
    start = max(_at(job.started_at, f"{place}.started_at", created), created)
    workflow = job.workflow_name or "workflow"
    bad = [step.name for step in job.steps or () if step.conclusion == "failure"]
    step = Step(
        task_id=f"{workflow}/{job.name}",
        name=job.name,
        status=status,
        start=start if begun else None,
        end=moment(job.completed_at, f"{place}.completed_at"),
        tries=(Try(None, created),) * (min(job.run_attempt or 1, 100) - 1) if begun else (),
        agent=job.runner_name or "",
        error=f"{job.conclusion}" + (f" in step {', '.join(bad[:5])}" if bad else ""),
        condition="skipped by its workflow",
        log=job.html_url or "",
        told_as=_alias((job.check_run_url or "").rpartition("/")[2] or str(job.id)),
    )
    return Recording(workflow, str(job.run_id), "", created, step.end or start, (step,), framed=False)


def _check_run(run: CheckRun, modified_ms: int) -> Iterator[Recording]:
    if run.status != "completed":
        return
    start = moment(run.started_at, "$.check_run.started_at")
    end = _at(run.completed_at, "$.check_run.completed_at", start or modified_ms)
    said = [run.conclusion or "", run.output.title or "" if run.output else ""]
    check = Check("conclusion", _GATES.get(run.conclusion or "", "FAILED"), message=": ".join(filter(None, said)))
    step = checked(f"check/{_called(run.app)}/{run.name}", check, end, start)
    actions = run.id is not None and _called(run.app) == ACTIONS
    yield alone(step._replace(told_as=_alias(str(run.id))) if actions else step)


def _alias(check_run: str) -> str:
    """What the job of a workflow and its check run are both known by."""
    return f"github check run {check_run}"


def _suite(suite: CheckSuite, modified_ms: int) -> Iterator[Recording]:
    if suite.status != "completed":
        return
    start = _at(suite.created_at, "$.check_suite.created_at", modified_ms)
    good = suite.conclusion in _GATES
    yield Recording(
        workflow=f"checks of {_called(suite.app)}",
        run=str(suite.id),
        status="COMPLETED" if good else "FAILED",
        start=start,
        end=_at(suite.updated_at, "$.check_suite.updated_at", start),
        steps=(),
        error="" if good else f"concluded {suite.conclusion}",
        summed=False,
    )


def _called(app: Named | None) -> str:
    return (app.slug or app.name or "unnamed") if app else "unnamed"


def _deployed(environment: str, status: DeploymentStatus | None, modified_ms: int) -> Iterator[Recording]:
    if status is None or status.state not in ("success", "failure", "error"):
        return
    at = _at(status.updated_at or status.created_at, "$.deployment_status.created_at", modified_ms)
    good = status.state == "success"
    error = "" if good else status.description or f"deployment {status.state}"
    state = "COMPLETED" if good else "FAILED"
    yield alone(Step(f"deploy/{environment}", f"deploy to {environment}", state, at, at, "DEPLOYMENT", error=error))


def _review(number: int, review: Review, modified_ms: int) -> Iterator[Recording]:
    state = review.state.lower()
    if state in _REVIEWS:
        who = (review.user.login or "somebody") if review.user else "somebody"
        check = Check("approval", _REVIEWS[state], message=review.body or state.replace("_", " "), type="pr")
        at = _at(review.submitted_at, "$.review.submitted_at", modified_ms)
        yield alone(checked(f"review of #{number} by {who}", check, at))
