"""What commits say they are for: trailers (``Requirement: REQ-42``, ``Closes: #12``) → requirements (R-34).

Read are the trailers that git itself finds at the end of a message, under the names below, and issue
references after the closing words that forges know (``fixes #12``). A trailer may say a name behind the id:
``Requirement: REQ-42 Pay by card``.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.events import Event
from app.domain.graph import Scope
from app.domain.identity import derived_id
from app.domain.payloads.dde import RequirementCreated
from app.scan.git import Git

KEYS: Final = (
    "requirement",
    "requirements",
    "implements",
    "fulfils",
    "fulfills",
    "satisfies",
    "req",
    "story",
    "issue",
)
_CLOSING: Final = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s+#(\d+)", re.IGNORECASE)
_ID: Final = re.compile(r"#?([A-Za-z][\w.]*-\d+|\d+)\b[:,]?\s*")
MOST_COMMITS_NAMED: Final = 50


class Said(msgspec.Struct):
    """What commits say of one requirement: a name, where one gives it, when it was first named (ms), and by whom."""

    requirement_id: str
    first_ms: int
    name: str = ""
    commits: list[str] = []


def requirements_of(git: Git, count: int) -> dict[str, Said]:
    """The requirements that the last ``count`` commits reachable from HEAD name. Raises BadRequest."""
    found: dict[str, Said] = {}
    for sha, at_ms, message, trailers in _messages(git, count):
        for identity, name in named_in(message, trailers):
            said = found.setdefault(identity, Said(identity, at_ms))
            said.name = said.name or name
            said.first_ms = min(said.first_ms, at_ms)
            said.commits = [sha[:12], *(known for known in said.commits if known != sha[:12])][:MOST_COMMITS_NAMED]
    return found


def named_in(message: str, trailers: str) -> Iterator[tuple[str, str]]:
    """The ids that a message names, each with the name behind it, if any."""
    for line in trailers.splitlines():
        key, colon, value = line.partition(":")
        if colon and key.strip().lower() in KEYS:
            yield from _ids(value.strip())
    for closed in _CLOSING.findall(message):
        yield closed, ""


def _ids(value: str) -> Iterator[tuple[str, str]]:
    """``REQ-1, REQ-2`` or ``REQ-1 its name``."""
    at = 0
    while found := _ID.match(value, at):
        at = found.end()
        yield found[1], "" if _ID.match(value, at) else value[at:].strip()[:200]


def _messages(git: Git, count: int) -> Iterator[tuple[str, int, str, str]]:
    told = git.run("log", f"-n{count}", "-z", "--format=%H%x1f%ct%x1f%B%x1f%(trailers:only,unfold)")
    for line in told.decode("utf-8", "replace").split("\0"):
        if line.strip():
            sha, at, message, trailers = line.split("\x1f", 3)
            yield sha.strip(), int(at) * 1000, message, trailers


def events_of(said: dict[str, Said], scope: Scope, project: str, batch_id: str) -> list[Event]:
    """One event a requirement, at the time of the commit that first named it."""
    return [_event(one, scope, project, batch_id) for one in sorted(said.values(), key=lambda s: s.requirement_id)]


def _event(one: Said, scope: Scope, project: str, batch_id: str) -> Event:
    event_id = derived_id("trailer", *scope, one.requirement_id, one.name, *one.commits)
    payload = RequirementCreated(
        requirement_id=one.requirement_id, name=one.name, origin="commit", commits=one.commits
    )
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=one.first_ms,
        tenant_id=scope.tenant,
        iteration_id=scope.iteration,
        project=project,
        batch_id=batch_id,
        event_type="dde.requirement.created",
        node_id=one.requirement_id,
        payload=payload,
        source="mission-control requirements",
    )
