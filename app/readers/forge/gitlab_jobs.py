"""What deliveries of GitLab say of pipelines, jobs and deployments."""

from collections.abc import Iterator
from typing import Final

from app.domain.whereabouts import LOG
from app.readers.forge.github_runs import alone
from app.readers.forge.gitlab_types import Hook, Job, Pipeline
from app.readers.process.recording import ENDED, Check, Recording, Step, Try
from app.readers.process.times import moment

WORKFLOW: Final = "pipeline"

_PIPELINE: Final = {"success": "COMPLETED", "skipped": "COMPLETED", "failed": "FAILED", "canceled": "FAILED"}
_STATUS: Final = {
    "success": "COMPLETED",
    "failed": "FAILED",
    "canceled": "FAILED",
    "skipped": "SKIPPED",
    "manual": "SKIPPED",
    "running": "RUNNING",
}


def of_pipeline(pipeline: Pipeline, jobs: list[Job], modified_ms: int) -> Recording:
    """The pipeline with all of its jobs."""
    start = moment(pipeline.created_at, "$.object_attributes.created_at") or modified_ms
    steps = [_step(job, f"$.builds {job.name}", start) for job in jobs]
    stages = {name: index for index, name in enumerate(pipeline.stages or ())}
    wired = tuple(_after(job, step, jobs, steps, stages) for job, step in zip(jobs, steps, strict=True))
    return Recording(
        workflow=WORKFLOW,
        run=str(pipeline.id),
        status=_PIPELINE.get(pipeline.status, "RUNNING"),
        start=start,
        end=moment(pipeline.finished_at, "$.object_attributes.finished_at") or start,
        steps=wired,
        error=f"pipeline {pipeline.status}",
        failed_step=next((step.task_id for step in wired if step.status == "FAILED"), ""),
        metadata={"source": pipeline.source or "", LOG: pipeline.url or ""},
    )


def of_job(hook: Hook, modified_ms: int) -> Recording:
    """One job of a pipeline that is not told of here."""
    job = Job(
        name=hook.build_name,
        stage=hook.build_stage,
        status=hook.build_status,
        started_at=hook.build_started_at,
        finished_at=hook.build_finished_at,
        duration=hook.build_duration,
        allow_failure=hook.build_allow_failure,
        failure_reason=hook.build_failure_reason,
        runner=hook.runner,
        environment=hook.environment,
    )
    created = moment(hook.build_created_at, "$.build_created_at") or modified_ms
    step = _step(job, "$.build", created)
    tries = (Try(None, created),) * min(hook.retries_count or 0, 100) if step.start else ()
    told = (step._replace(tries=tries),)
    return Recording(WORKFLOW, str(hook.pipeline_id or ""), "", created, step.end or created, told, framed=False)


def of_deployment(hook: Hook, modified_ms: int) -> Iterator[Recording]:
    """A deployment that ended; an open one may be waiting for this very verdict."""
    if hook.status in ("success", "failed"):
        at = moment(hook.status_changed_at, "$.status_changed_at") or modified_ms
        name = hook.environment if isinstance(hook.environment, str) else "an environment"
        status, error = _STATUS[hook.status], f"deployment {hook.status}"
        yield alone(Step(f"deploy/{name}", f"deploy to {name}", status, at, at, "DEPLOYMENT", error=error))


def _step(job: Job, place: str, created: int) -> Step:
    status = _STATUS.get(job.status, "PENDING")
    begun = moment(job.started_at, f"{place} started_at")
    end = moment(job.finished_at, f"{place} finished_at")
    if end is None and begun is not None:
        end = begun + round((job.duration or 0) * 1000)
    reason = job.failure_reason or ""
    checks: tuple[Check, ...] = ()
    if status == "FAILED" and job.allow_failure:
        status, checks = (
            "COMPLETED",
            (Check("allowed to fail", "FAILED", "WARNING", f"{job.status} {reason}".strip()),),
        )
    return Step(
        task_id=f"{WORKFLOW}/{job.stage}/{job.name}",
        name=job.name,
        status=status,
        start=None if status in ("PENDING", "SKIPPED") else begun,
        end=end or created,
        kind="DEPLOYMENT" if job.environment else "ACTION",
        agent=(job.runner.description or "") if job.runner else "",
        error=f"{job.status} {reason}".strip(),
        condition=job.status,
        checks=checks,
    )


def _after(job: Job, step: Step, jobs: list[Job], steps: list[Step], stages: dict[str, int]) -> Step:
    """The step, needing those of the nearest stage before its own that had ended when it began."""
    mine = stages.get(job.stage, 0)
    before = [stages.get(one.stage, 0) for one in jobs if stages.get(one.stage, 0) < mine]
    nearest = max(before, default=-1)
    found = [other for one, other in zip(jobs, steps, strict=True) if stages.get(one.stage, 0) == nearest]
    waited = (one for one in found if step.start is None or (one.status in ENDED and (one.end or 0) <= step.start))
    return step._replace(needs=tuple(sorted({one.task_id for one in waited})) if nearest >= 0 else ())
