"""Webhooks and the test report of GitLab, typed as far as they are read."""

from typing import Annotated, Any

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Id = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
Number = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Project(msgspec.Struct, frozen=True):
    name: str | None = None
    path_with_namespace: str | None = None
    default_branch: str | None = None
    homepage: str | None = None


class Runner(msgspec.Struct, frozen=True):
    description: str | None = None


class Pipeline(msgspec.Struct, frozen=True):
    id: Id
    status: str
    ref: str | None = None
    tag: bool | None = False
    sha: str | None = None
    source: str | None = None
    stages: list[str] | None = None
    created_at: str | None = None
    finished_at: str | None = None
    url: str | None = None


class Job(msgspec.Struct, frozen=True):
    """A job of a pipeline's delivery."""

    name: Name
    stage: str
    status: str
    created_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    duration: Seconds | None = None
    allow_failure: bool | None = False
    failure_reason: str | None = None
    runner: Runner | None = None
    environment: dict[str, Any] | str | None = None


class Author(msgspec.Struct, frozen=True):
    name: str | None = None


class Commit(msgspec.Struct, frozen=True):
    id: Name
    message: str = ""
    timestamp: str | None = None
    author: Author | None = None


class Hook(msgspec.Struct, frozen=True):
    """A delivery; ``object_kind`` says of what. The fields of a job's delivery begin with ``build``."""

    object_kind: str
    project: Project | None = None
    repository: Project | None = None
    object_attributes: msgspec.Raw = msgspec.Raw(b"{}")
    builds: list[Job] | None = None
    ref: str | None = None
    tag: bool | str | None = False
    sha: str | None = None
    after: str | None = None
    commits: list[Commit] | None = None
    pipeline_id: Id | None = None
    retries_count: Number | None = 0
    build_name: str = ""
    build_stage: str = ""
    build_status: str = ""
    build_created_at: str | None = None
    build_started_at: str | None = None
    build_finished_at: str | None = None
    build_duration: Seconds | None = None
    build_allow_failure: bool | None = False
    build_failure_reason: str | None = None
    runner: Runner | None = None
    environment: dict[str, Any] | str | None = None
    status: str | None = None
    status_changed_at: str | None = None
    commit_url: str | None = None


class Case(msgspec.Struct, frozen=True):
    name: str
    status: str
    classname: str | None = None
    file: str | None = None
    execution_time: Seconds | None = None
    system_output: Any = None
    stack_trace: str | None = None


class Suite(msgspec.Struct, frozen=True):
    name: str
    test_cases: list[Case]
    total_count: Count = 0
    success_count: Count = 0
    failed_count: Count = 0
    skipped_count: Count = 0
    error_count: Count = 0
    suite_error: str | None = None


class Report(msgspec.Struct, frozen=True):
    test_suites: list[Suite]
