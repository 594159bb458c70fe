"""Webhooks of GitHub, typed as far as they are read."""

from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Id = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Number = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Named(msgspec.Struct, frozen=True):
    name: str | None = None
    slug: str | None = None
    login: str | None = None


class Repository(msgspec.Struct, frozen=True):
    name: Name
    default_branch: str | None = None


class WorkflowRun(msgspec.Struct, frozen=True):
    id: Id
    head_sha: str
    status: str | None
    conclusion: str | None = None
    name: str | None = None
    head_branch: str | None = None
    run_attempt: Number | None = 1
    event: str | None = None
    created_at: str | None = None
    run_started_at: str | None = None
    updated_at: str | None = None
    html_url: str | None = None


class JobStep(msgspec.Struct, frozen=True):
    name: str = ""
    conclusion: str | None = None


class WorkflowJob(msgspec.Struct, frozen=True):
    id: Id
    run_id: Id
    name: Name
    head_sha: str
    status: str
    conclusion: str | None = None
    workflow_name: str | None = None
    head_branch: str | None = None
    run_attempt: Number | None = 1
    created_at: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    steps: list[JobStep] | None = None
    runner_name: str | None = None
    check_run_url: str | None = None
    html_url: str | None = None


class Output(msgspec.Struct, frozen=True):
    title: str | None = None
    summary: str | None = None


class CheckSuite(msgspec.Struct, frozen=True):
    id: Id
    head_sha: str | None = None
    head_branch: str | None = None
    status: str | None = None
    conclusion: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    app: Named | None = None


class CheckRun(msgspec.Struct, frozen=True):
    name: Name
    head_sha: str
    status: str
    id: Id | None = None
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None
    output: Output | None = None
    check_suite: CheckSuite | None = None
    app: Named | None = None


class Deployment(msgspec.Struct, frozen=True):
    environment: str
    sha: str = ""
    ref: str | None = None
    created_at: str | None = None


class DeploymentStatus(msgspec.Struct, frozen=True):
    state: str
    description: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Head(msgspec.Struct, frozen=True):
    ref: str | None = None


class PullRequest(msgspec.Struct, frozen=True):
    number: Id
    head: Head | None = None


class Review(msgspec.Struct, frozen=True):
    state: str
    user: Named | None = None
    body: str | None = None
    commit_id: str | None = None
    submitted_at: str | None = None


class Commit(msgspec.Struct, frozen=True):
    id: Name
    message: str = ""
    timestamp: str | None = None
    author: Named | None = None


class Hook(msgspec.Struct, frozen=True):
    """A delivery; which of the parts are there says what kind it is of."""

    repository: Repository | None = None
    action: str | None = None
    workflow_run: WorkflowRun | None = None
    workflow_job: WorkflowJob | None = None
    check_run: CheckRun | None = None
    check_suite: CheckSuite | None = None
    deployment: Deployment | None = None
    deployment_status: DeploymentStatus | None = None
    review: Review | None = None
    pull_request: PullRequest | None = None
    commits: list[Commit] | None = None
    head_commit: Commit | None = None
    ref: str | None = None
    after: str | None = None
    state: str | None = None
    sha: str | None = None
    context: str | None = None
    description: str | None = None
    branches: list[Named] | None = None
    created_at: str | int | None = None
    updated_at: str | int | None = None
