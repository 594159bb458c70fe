"""Two moments beside each other: what opened or shut the gate, what else changed, and how it came about."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.domain import labels
from app.domain.difference import Changed, Diff
from app.domain.graph import EdgeId, EventMark, NodeId
from app.domain.state import IterationState
from app.domain.verdict.model import Judgement
from app.lenses.axis import axis_of
from app.lenses.faces import Faces
from app.lenses.links import label_of
from app.lenses.ticks import ticks
from app.lenses.tones import UNKNOWN
from app.lenses.verdict import verdict
from app.lenses.views import CompareView, Moved, Tick

_SHOWN: Final = frozenset(labels.STREAM_OF) - {labels.TEST_RUN, labels.ANALYSIS, labels.SUITE, labels.WORKFLOW}
_TELLING: Final = ("status", "outcome", "state", "quarantined", "flaky", "sha256", "suppression_id", "approved")
_CONTENT: Final = "sha256"
MOST_EVENTS: Final = 60


class Side(msgspec.Struct, frozen=True):
    """One of the two moments."""

    state: IterationState
    judgement: Judgement
    moment: int


def compare(a: Side, b: Side, diff: Diff, between: Sequence[EventMark], *, apart: bool = False) -> CompareView:
    """B against A. Decisive is what a reason of either moment points at.

    ``apart``: A lies in another iteration, where nearly every file has another content; that alone is no change then.
    """
    decisive = {e.node for j in (a.judgement, b.judgement) for r in j.reasons for e in r.evidence}
    moved = sorted(_moved(a, b, diff, decisive, apart), key=lambda m: (not m.decisive, m.stream, m.id))
    nodes = [e for e in diff.added if isinstance(e, NodeId)]
    gone = [e for e in diff.removed if isinstance(e, NodeId)]
    changed = [m.id for m in moved if m.change == "changed"]
    kept_nodes = sum(len(b.state.of(label)) for label in b.state.labels) - len(nodes) - len(changed)
    links_changed = sum(not isinstance(e, NodeId) for e in (*diff.added, *(c.entity for c in diff.changed)))
    kept_links = sum(1 for kind in b.state.kinds for _ in b.state.joined(kind)) - links_changed
    return CompareView(
        before=verdict(a.judgement),
        after=verdict(b.judgement),
        changes=tuple(moved),
        how=_how(between, b.state, decisive),
        added=tuple(e.uid for e in nodes),
        gone=tuple(e.uid for e in gone),
        changed=tuple(changed),
        same_nodes=max(0, kept_nodes),
        same_links=max(0, kept_links),
        content=tuple(e.uid for e in _shown(c.entity for c in diff.changed if _content_differs(c))),
    )


def _moved(a: Side, b: Side, diff: Diff, decisive: set[str], apart: bool) -> Iterable[Moved]:
    before, after = Faces(a.state, a.moment), Faces(b.state, b.moment)
    for entity in _shown(diff.added):
        yield _one(entity, "added", b.state, after, decisive, after_text(entity, b.state, after))
    for entity in _shown(diff.removed):
        yield _one(entity, "gone", a.state, before, decisive, "gone")
    for change in diff.changed:
        for entity in _shown([change.entity]):
            text = _changed_text(change, (a.state, before), (b.state, after), apart)
            here = (b.state, after) if b.state.get(entity.uid) else (a.state, before)
            if text:
                yield _one(entity, "changed", *here, decisive, text)


def _shown(entities: Iterable[NodeId | EdgeId]) -> list[NodeId]:
    """The nodes that people know; links and inner bookkeeping are left out."""
    return [e for e in entities if isinstance(e, NodeId) and e.label in _SHOWN]


def after_text(entity: NodeId, state: IterationState, faces: Faces) -> str:
    """``new, locked``."""
    node = state.get(entity.uid)
    return f"new, {faces.of(node).word}" if node else "new"


def _content_differs(change: Changed) -> bool:
    return bool(change.before.get(_CONTENT) and change.after.get(_CONTENT))


def _changed_text(
    change: Changed, old: tuple[IterationState, Faces], new: tuple[IterationState, Faces], apart: bool
) -> str:
    """``failed → passed``; or which of the telling properties became another."""
    uid = change.entity.uid
    nodes = old[0].get(uid), new[0].get(uid)
    words = [faces.of(node).word if node else "gone" for node, (_, faces) in zip(nodes, (old, new), strict=True)]
    if words[0] != words[1]:
        return f"{words[0]} → {words[1]}"
    names = [n for n in _TELLING if (n in change.before or n in change.after) and not (apart and n == _CONTENT)]
    told = (f"{n.replace('_', ' ')} {_short(change.before.get(n))} → {_short(change.after.get(n))}" for n in names)
    return ", ".join(told)


def _short(value: object) -> str:
    return "none" if value is None else str(value).lower()[:12]


def _one(entity: NodeId, change: str, state: IterationState, faces: Faces, decisive: set[str], text: str) -> Moved:
    node = state.get(entity.uid)
    face = faces.of(node) if node else UNKNOWN
    times = [node.times[n] for n in _TELLING if n in node.times] if node else []
    return Moved(
        id=entity.uid,
        label=label_of(node) if node else entity.key,
        kind=entity.label,
        stream=labels.STREAM_OF.get(entity.label, "convergence"),
        change=change,
        text=text,
        tone=face.tone,
        glyph=face.glyph,
        decisive=entity.uid in decisive,
        at=max(times, default=node.since if node else None),
    )


def _how(between: Sequence[EventMark], state: IterationState, decisive: set[str]) -> tuple[Tick, ...]:
    """The events between, those about decisive nodes first kept where there are too many."""
    named = {m.subject: _name(m.subject, state) for m in between}
    shown = [m for m in between if m.subject in decisive] if len(between) > MOST_EVENTS else list(between)
    return ticks(shown[-MOST_EVENTS:], named, axis_of(mark.valid_at for mark in shown))


def _name(uid: str, state: IterationState) -> str:
    node = state.get(uid)
    return label_of(node) if node else uid.partition("/")[2]
