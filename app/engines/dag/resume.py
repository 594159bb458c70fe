"""What going on with an earlier run takes: that it is the same work, what opens again, and whether all is there."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

import msgspec

from app.domain.events import Event
from app.domain.payloads.dde import ArtifactEvent
from app.domain.workflow.ledger import Ledger
from app.engines.dag.journal import Head
from app.engines.dag.request import Request
from app.engines.dag.setting import Setting
from app.engines.dag.stamp import sha256_of
from app.errors import BadRequest

_PARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


def check_same(request: Request, head: Head) -> None:
    """Raises BadRequest when the manifest or the commit is not the one that the run began with."""
    if request.commit != head.commit:
        raise BadRequest(
            f"the run began at commit {head.commit[:12] or '(none)'} and this is {request.commit[:12] or '(none)'}: "
            "what is finished was built from other code; run without --resume to begin anew"
        )
    if changed := _changed(request.digests, head.digests):
        raise BadRequest(
            f"the manifest has changed since the run began ({changed}); run without --resume to begin anew"
        )


def _changed(now: Mapping[str, str], then: Mapping[str, str]) -> str:
    """What is other than it was, in words; empty when nothing is."""
    groups = {
        "added": sorted(now.keys() - then.keys()),
        "removed": sorted(then.keys() - now.keys()),
        "changed": sorted(key for key in now.keys() & then.keys() if now[key] != then[key]),
    }
    told = [f"{', '.join(map(_named, keys[:5]))} {word}" for word, keys in groups.items() if keys]
    return "; ".join(told)


def _named(key: str) -> str:
    return "its head" if key == "*" else key


def reopened(ledger: Ledger) -> set[str]:
    """The tasks of an earlier process that are tried anew, from PENDING: those that failed or were cancelled."""
    return set(ledger.ended("FAILED"))


def validated(setting: Setting, events: Sequence[Event]) -> None:
    """What finished tasks had stamped is looked at again: still there, and still the same?"""
    finished = set(setting.teller.ledger.ended("COMPLETED"))
    stamped = {
        (said.task_id, said.name): said
        for event in events
        if event.event_type == "dde.artifact.stamped" and (said := cast(ArtifactEvent, event.payload))
    }
    for (task, _), said in stamped.items():
        if task in finished:
            same = sha256_of(setting.request.root / said.stamped_path) == said.sha256
            setting.tell("artifact.validated", task, msgspec.structs.replace(said, valid=same), setting.teller.root)


def parent_of(environ: Mapping[str, str]) -> tuple[str, str]:
    """Trace and span that this process itself is part of, from ``TRACEPARENT``; empty where it is part of none."""
    found = _PARENT.fullmatch(environ.get("TRACEPARENT", "").strip())
    return (found[1], found[2]) if found and set(found[1]) != {"0"} and set(found[2]) != {"0"} else ("", "")
