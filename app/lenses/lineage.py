"""Artifacts over time: who made each, with which hashes, and which tasks it flows to; a mismatch is marked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.domain import labels
from app.domain.graph import Node, Op, Version
from app.domain.state import IterationState
from app.lenses.faces import Faces
from app.lenses.tasks import dependents
from app.lenses.tones import ARTIFACT, UNKNOWN
from app.lenses.views.lineage import End, Stamp, Story

_CHECKED: Final = "dde.artifact.validated"


def stories(state: IterationState, moment: int, lives: Mapping[str, Sequence[Version]]) -> tuple[Story, ...]:
    """Every artifact, those with a mismatch first; ``lives`` holds per uid what is known of its past."""
    faces, needed = Faces(state, moment), dependents(state.of(labels.TASK))
    modules: dict[str, list[str]] = {}
    for edge in state.joined(labels.CONTAINS):
        modules.setdefault(edge.id.source.uid, []).append(edge.id.target.key)
    made = []
    for artifact in state.of(labels.ARTIFACT).values():
        ends = (_end(state, faces, str(artifact.get("task_id", ""))), _ends(state, faces, artifact, needed))
        told = stamps(lives.get(artifact.id.uid, ())) or (_now(artifact),)
        made.append(_story(artifact, told, ends, modules.get(artifact.id.uid, [])))
    return tuple(sorted(made, key=lambda one: (not one.mismatch, -one.hashes, one.stamps[0].at, one.id)))


def stamps(versions: Iterable[Version]) -> tuple[Stamp, ...]:
    """What the artifact was, old to new; what says the same again is told once."""
    found: list[Stamp] = []
    for version in versions:
        if version.op is Op.DECLARE and (stamp := _stamp(version, found)):
            found.append(stamp)
    return tuple(found)


def _stamp(version: Version, before: list[Stamp]) -> Stamp | None:
    """A hash that was not said stays what it was; another one where something was only checked does not match."""
    last = before[-1] if before else None
    sha256 = str(version.props.get("sha256") or (last.sha256 if last else ""))
    state = str(version.props.get("state", "CREATED"))
    face = ARTIFACT.get(state, UNKNOWN)
    if last and (last.sha256, last.state) == (sha256, face.word):
        return None
    new = not last or not last.sha256
    differs = not new and sha256 != (last.sha256 if last else "")
    bad = state == "CORRUPT" or (differs and version.event_type == _CHECKED)
    change = "mismatch" if bad else "new" if new else "changed" if differs else "same"
    return Stamp(version.valid_at, sha256, *face, change)


def _now(artifact: Node) -> Stamp:
    """Where its past is not told: as it is."""
    state = str(artifact.get("state", "CREATED"))
    change = "mismatch" if state == "CORRUPT" else "new"
    at = artifact.times.get("state", artifact.since)
    return Stamp(at, str(artifact.get("sha256", "")), *ARTIFACT.get(state, UNKNOWN), change)


def _story(
    artifact: Node, told: tuple[Stamp, ...], ends: tuple[End | None, tuple[End, ...]], modules: Iterable[str]
) -> Story:
    last = told[-1]
    return Story(
        id=artifact.id.uid,
        label=str(artifact.get("name", artifact.id.key)),
        tone=last.tone,
        glyph=last.glyph,
        state=last.state,
        mismatch=last.change == "mismatch",
        hashes=len({one.sha256 for one in told if one.sha256}),
        maker=ends[0],
        stamps=told,
        needed=ends[1],
        modules=tuple(sorted(modules)),
    )


def _ends(state: IterationState, faces: Faces, artifact: Node, needed: Mapping[str, list[str]]) -> tuple[End, ...]:
    found = (_end(state, faces, key) for key in sorted(needed.get(str(artifact.get("task_id", "")), ())))
    return tuple(one for one in found if one)


def _end(state: IterationState, faces: Faces, key: str) -> End | None:
    task = state.get(f"{labels.TASK}/{key}")
    if task is None:
        return None
    face = faces.of(task)
    return End(task.id.uid, key, *face)
