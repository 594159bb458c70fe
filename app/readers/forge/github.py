"""Webhooks of GitHub, one delivery a file → DDE events, and commits.

==============================  =================================================================
a delivery of                   recorded as (see :mod:`app.readers.process.telling`)
==============================  =================================================================
workflow_run                    the workflow, by its name; completed with success, neutral or skipped ends it
                                completed, any other conclusion failed. It names no jobs, so it sums nothing up
workflow_job                    a task ``workflow/job``: queued and waiting pending, in_progress running, completed
                                by its conclusion; a run's attempt n has n-1 tries before it; failed steps are named
check_run, once completed       a task ``check/app/name`` that completed, and a gate on it by the conclusion
check_run of github-actions     the same, unless the ``workflow_job`` of the same check run was told too: then the
                                two are one task, that of the job
check_suite, once completed     the workflow ``checks of app``, with its conclusion; while it is only requested,
                                nothing: GitHub opens suites for apps that never answer; asked for again, nothing
status                          a task ``status/context`` and a gate on it: success passed, failure and error failed
deployment_status               a task ``deploy/environment`` once it succeeded or failed; before that nothing, as an
                                open deployment may be waiting for this very verdict
pull_request_review             a task ``review of #n by user`` and a gate: approved passed, changes_requested failed,
                                dismissed skipped
push                            ``acc.commit.seen`` per commit, with the tag
==============================  =================================================================

Read without an event, saying so: a deployment by itself, workflow_dispatch, pull_request, code_scanning_alert
(SARIF has its findings), a comment as review, and all other deliveries. A delivery belongs to its repository,
branch and commit, where nobody said anything else (see :mod:`.home`).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.forge import github_runs
from app.readers.forge.commits import Pushed, commit_events
from app.readers.forge.github_types import Hook
from app.readers.forge.home import Home, at_home, branch
from app.readers.json_text import Outline, decode
from app.readers.origin import Origin
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.reader import Reader, json_that
from app.readers.source import Source, document

FORMAT: Final = "github-webhook"

KINDS: Final = (
    *("workflow_job", "deployment_status", "deployment", "workflow_run", "check_run", "check_suite", "review"),
    *("pull_request", "commits", "alert", "workflow", "hook", "issue", "release", "comment", "context"),
)
"""Parts that tell of what a delivery is, those of more meaning first."""

_HOOK: Final = msgspec.json.Decoder(Hook)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the delivery; none where it says nothing about an iteration. Raises BadFile with path."""
    hook = decode(document(source), _HOOK)
    where = at_home(origin, _home(hook))
    for recording in github_runs.recordings_of(hook, origin.modified_ms):
        yield from tell(recording, where, FORMAT)
    if hook.commits is not None:
        tag = (hook.ref or "").removeprefix("refs/tags/") if (hook.ref or "").startswith("refs/tags/") else ""
        yield from commit_events(where, FORMAT, list(_pushed(hook, origin.modified_ms)), tag)


def remark(source: Source) -> str:
    """Why a delivery has no event."""
    hook = decode(document(source), msgspec.json.Decoder(dict[str, msgspec.Raw]))
    kind = next((name for name in KINDS if name in hook), "of a kind that is not read")
    action = decode(bytes(hook["action"]), msgspec.json.Decoder(str | None)) if "action" in hook else ""
    return f"a delivery of GitHub ({' '.join(filter(None, (kind, action)))}) that says nothing about an iteration"


def _home(hook: Hook) -> Home:
    project = hook.repository.name if hook.repository else ""
    default = (hook.repository.default_branch or "") if hook.repository else ""
    ref, commit = _place(hook)
    return Home(project, branch(ref), default, commit or "")


def _place(hook: Hook) -> tuple[str | None, str | None]:
    """The ref and the commit that the delivery is about."""
    if hook.deployment and not hook.workflow_job:
        return hook.deployment.ref, hook.deployment.sha
    if part := hook.workflow_run or hook.workflow_job or hook.check_suite:
        return part.head_branch, part.head_sha
    if hook.check_run:
        suite = hook.check_run.check_suite
        return suite.head_branch if suite else None, hook.check_run.head_sha
    if hook.review and hook.pull_request:
        return hook.pull_request.head.ref if hook.pull_request.head else None, hook.review.commit_id
    return (hook.ref, hook.after) if hook.commits is not None else (_branch_of_status(hook), hook.sha)


def _branch_of_status(hook: Hook) -> str | None:
    """The default branch when the commit is on it, else the first one named."""
    names = [one.name for one in hook.branches or () if one.name]
    default = hook.repository.default_branch if hook.repository else None
    return default if default in names else next(iter(names), None)


def _pushed(hook: Hook, modified_ms: int) -> Iterator[Pushed]:
    """The commits of a push; a push that brings none (a tag) says which commit it is at."""
    listed = list(hook.commits or ()) or ([hook.head_commit] if hook.head_commit else [])
    for one in listed:
        at = moment(one.timestamp, f"the commit {one.id}") or modified_ms
        yield Pushed(one.id, one.message, at, (one.author.name or "") if one.author else "")


def _is_github(found: Outline) -> bool:
    keys = found.keys.keys()
    return found.shape == "object" and "sender" in keys and bool(keys & {"repository", "organization"})


READER: Final = Reader(FORMAT, read, json_that(_is_github), 1, remark)
