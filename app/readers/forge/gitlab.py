"""Webhooks of GitLab, one delivery a file → DDE events, and commits.

==============================  =================================================================
a delivery of                   recorded as (see :mod:`app.readers.process.telling`)
==============================  =================================================================
pipeline                        the workflow ``pipeline`` with all of its jobs, summed up at its end
a job in it, build, job         a task ``pipeline/stage/job``; kind DEPLOYMENT where it has an environment
success, failed, canceled       completed, failed, failed
failed, but allowed to          completed, with a gate that warns
skipped, manual                 skipped: manual jobs wait for nobody
running; all other states       running; pending
stages                          a job needs the jobs of the stage before it, of those that had ended when it began
                                (what ``needs:`` say is not in the delivery)
retries_count n                 n tries before
deployment                      a task ``deploy/environment`` once it succeeded or failed
push, tag_push                  ``acc.commit.seen`` per commit, with the tag
==============================  =================================================================

Read without an event, saying so: merge requests, notes, issues, releases and all other deliveries. A delivery
belongs to its project, branch and commit, where nobody said anything else (see :mod:`.home`).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.readers.forge import gitlab_jobs
from app.readers.forge.commits import Pushed, commit_events
from app.readers.forge.gitlab_types import Hook, Pipeline
from app.readers.forge.home import Home, at_home, branch
from app.readers.json_text import decode
from app.readers.origin import Origin
from app.readers.process.recording import Recording
from app.readers.process.telling import tell
from app.readers.process.times import moment
from app.readers.reader import Reader, has_keys
from app.readers.source import Source, document

FORMAT: Final = "gitlab-webhook"

_HOOK: Final = msgspec.json.Decoder(Hook)
_PIPELINE: Final = msgspec.json.Decoder(Pipeline)


def read(source: Source, origin: Origin) -> Iterator[Event]:
    """The events of the delivery; none where it says nothing about an iteration. Raises BadFile with path."""
    hook = decode(document(source), _HOOK)
    pipeline = _pipeline(hook)
    where = at_home(origin, _home(hook, pipeline))
    for recording in _recordings(hook, pipeline, origin.modified_ms):
        yield from tell(recording, where, FORMAT)
    if hook.object_kind in ("push", "tag_push"):
        tag = (hook.ref or "").removeprefix("refs/tags/") if hook.object_kind == "tag_push" else ""
        yield from commit_events(where, FORMAT, list(_pushed(hook, origin.modified_ms)), tag)


def remark(source: Source) -> str:
    """Why a delivery has no event."""
    kind = decode(document(source), _HOOK).object_kind
    return f"a delivery of GitLab ({kind[:60]}) that says nothing about an iteration"


def _pipeline(hook: Hook) -> Pipeline | None:
    if hook.object_kind != "pipeline":
        return None
    return decode(bytes(hook.object_attributes), _PIPELINE, path="$.object_attributes")


def _recordings(hook: Hook, pipeline: Pipeline | None, modified_ms: int) -> Iterator[Recording]:
    if pipeline:
        yield gitlab_jobs.of_pipeline(pipeline, hook.builds or [], modified_ms)
    elif hook.object_kind in ("build", "job"):
        yield gitlab_jobs.of_job(hook, modified_ms)
    elif hook.object_kind == "deployment":
        yield from gitlab_jobs.of_deployment(hook, modified_ms)


def _home(hook: Hook, pipeline: Pipeline | None) -> Home:
    about = hook.project or hook.repository
    path = ((about.path_with_namespace or about.homepage or about.name or "") if about else "").rstrip("/")
    default = (about.default_branch or "") if about else ""
    tag = pipeline.tag if pipeline else hook.tag
    ref = "" if tag else branch(pipeline.ref if pipeline else hook.ref)
    commit = (pipeline.sha if pipeline else hook.sha or hook.after) or (hook.commit_url or "").rpartition("/commit/")[
        2
    ]
    return Home(path.rpartition("/")[2], ref, default, commit)


def _pushed(hook: Hook, modified_ms: int) -> Iterator[Pushed]:
    for one in hook.commits or ():
        at = moment(one.timestamp, f"the commit {one.id}") or modified_ms
        yield Pushed(one.id, one.message, at, (one.author.name or "") if one.author else "")


READER: Final = Reader(FORMAT, read, has_keys("object_kind"), 1, remark)
