"""The recorded history of a verdict: registers of one node, judged at every checkpoint, changes only.

A checkpoint is the valid time of an event that can change a verdict. Judging is pure, so a late event
leads to new judgements of its own and of later checkpoints, and the difference is written as a correction.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from app.domain import labels
from app.domain.fold import same
from app.domain.graph import EventMark, Fact, NodeId, Op, Value, Version
from app.domain.verdict.model import Judgement
from app.domain.verdict.overrides import About

VERDICT_NODE: Final = NodeId(labels.VERDICT, "current")
RECORDED: Final = "convergence.verdict.recorded"
"""What entries of this history are called. How many there are depends on when events came, not only on which."""

Summary = Mapping[str, Value]


def told(marks: Iterable[EventMark]) -> list[EventMark]:
    """The events that somebody told, without what was concluded from them."""
    return [mark for mark in marks if mark.event_type != RECORDED]


def concluded(versions: Iterable[Version]) -> int:
    """How many entries of the iteration are conclusions of ours; ``versions`` are those of the recorded node."""
    return len({version.event_id for version in versions if version.event_type == RECORDED})


def summary_of(judgement: Judgement) -> Summary:
    """What is recorded of a judgement."""
    summary: dict[str, Value] = {stream.stream: stream.state.value for stream in judgement.streams}
    summary |= {"verdict": judgement.verdict.value, "can_deploy": judgement.can_deploy}
    summary |= {"gate": judgement.gate.value, "scope_note": judgement.scope_note}
    if judgement.overrides:  # which people's word changes the answer for production
        found = judgement.override(About())
        summary["override"] = found.id if found else ""
    return summary


class VerdictHistory:
    """Checkpoint → summary, and the facts that bring the recorded node up to date with it."""

    def __init__(self, checkpoints: Mapping[int, Summary] | None = None) -> None:
        self._checkpoints: dict[int, Summary] = dict(checkpoints or {})
        self._points = sorted(self._checkpoints)

    @classmethod
    def recalled(cls, versions: Iterable[Version]) -> "VerdictHistory":
        """The history that the recorded node's versions tell."""
        stated: dict[int, dict[str, Value]] = {}
        for version in sorted(versions, key=lambda v: v.accepted):
            at = stated.setdefault(version.valid_at, {})
            for name, value in version.props.items():
                if version.op is Op.VOID:
                    at.pop(name, None)
                else:
                    at[name] = value
        checkpoints: dict[int, Summary] = {}
        standing: dict[str, Value] = {}
        for point in sorted(stated):
            standing |= stated[point]
            if "checked" in stated[point]:
                checkpoints[point] = {name: v for name, v in standing.items() if name != "checked"}
        return cls(checkpoints)

    def later_than(self, moment: int) -> list[int]:
        """The checkpoints after this moment: what a late event bears on."""
        return self._points[bisect_right(self._points, moment) :]

    def at(self, moment: int) -> Summary:
        """The summary that holds at the moment; empty before the first checkpoint."""
        before = bisect_right(self._points, moment)
        return self._checkpoints[self._points[before - 1]] if before else {}

    def rewrite(self, judged: Mapping[int, Summary], forgotten: Iterable[int] = ()) -> list[Fact]:
        """Take these judgements in, and leave these checkpoints out; the facts that say so."""
        old, gone = self._checkpoints, set(forgotten)
        new = {**{point: said for point, said in old.items() if point not in gone}, **judged}
        before, after = _changes(old), _changes(new)
        self._checkpoints, self._points = new, sorted(new)
        facts: list[Fact] = []
        for point in sorted({*before, *after}):
            facts += _corrected(point, before.get(point, {}), after.get(point, {}))
        return facts


def _changes(checkpoints: Mapping[int, Summary]) -> dict[int, dict[str, Value]]:
    """Per checkpoint the registers that change there, and that it was checked."""
    changes: dict[int, dict[str, Value]] = {}
    standing: Summary = {}
    for point in sorted(checkpoints):
        summary = checkpoints[point]
        changed = {n: v for n, v in summary.items() if n not in standing or not same(standing[n], v)}
        changes[point] = {**changed, "checked": point}
        standing = summary
    return changes


def _corrected(point: int, before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Fact]:
    stale = [name for name in before if name not in after]
    news = {n: v for n, v in after.items() if n not in before or not same(before[n], v)}
    facts = [Fact(VERDICT_NODE, point, dict.fromkeys(stale), Op.VOID)] if stale else []
    return [*facts, Fact(VERDICT_NODE, point, news)] if news else facts
