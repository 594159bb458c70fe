"""How many violations of each rule every analysis found, also of those that are mended since."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import structs

from app.domain import labels
from app.domain.graph import EventMark, Node, Version
from app.domain.state import IterationState
from app.lenses import words
from app.lenses.acc_broken import STEPS, spark
from app.lenses.tones import Face
from app.lenses.views import GraphView, Row, Table

RULES: Final = "Rules"
CURVES: Final = "Rules over time"
KEPT, BROKEN = Face("pass", "pass", "kept"), Face("fail", "fail", "broken")
_FOUND: Final = ("acc.violation.detected", "acc.coupling.exceeded")
_MENDED: Final = "acc.violation.resolved"
_DONE: Final = "acc.analysis.completed"


class Trend(NamedTuple):
    """The moments (ms) at which analyses were done, and per rule how many violations there were at each."""

    moments: tuple[int, ...]
    counts: Mapping[str, tuple[int, ...]]


class _Course:
    """The generations of one manifest over time: which one is being told, which one counts."""

    def __init__(self, versions: Iterable[Version]) -> None:
        told = sorted(versions, key=lambda v: (v.valid_at, v.accepted))
        self._running = _said(told, "running_generation")
        self._counting = _said(told, "generation")
        self.done = [v.valid_at for v in told if v.event_type == _DONE]

    def told_at(self, at: int) -> str:
        """The generation that what is told at this moment belongs to."""
        return _last(self._running, at)

    def counts_at(self, at: int) -> str:
        """The generation that counts at this moment."""
        return _last(self._counting, at)


def trend(state: IterationState, marks: Iterable[EventMark], analyses: Mapping[str, Sequence[Version]]) -> Trend:
    """From the events about violations, in the order of time, and the past of each analysis (by manifest).

    A violation is there from when it was found until it is told as mended, or until an analysis is done whose
    generation it was not found in.
    """
    courses = {manifest: _Course(versions) for manifest, versions in analyses.items()}
    moments = _chosen(sorted({at for course in courses.values() for at in course.done}))
    manifests = {one.id.key: str(one.get("manifest", "")) for one in state.ever(labels.GENERATION)}
    told = _told(marks)
    counts: dict[str, list[int]] = {}
    for node in state.ever(labels.VIOLATION):
        course = courses.get(manifests.get(str(node.get("generation", "")), ""))
        mine = counts.setdefault(str(node.get("rule_id", "")), [0] * len(moments))
        lived = sorted(event for subject in _subjects(node) for event in told.get(subject, ()))
        for step, at in enumerate(moments):
            mine[step] += _there(lived, at, course)
    return Trend(moments, {rule: tuple(listed) for rule, listed in counts.items()})


def with_trend(view: GraphView, found: Trend) -> GraphView:
    """The view whose rules tell it; as it was where there are no two analyses to compare."""
    if len(found.moments) < 2:
        return view
    tables = tuple(_told_anew(one, found) if one.title == RULES else one for one in view.tables)
    curves = tuple(_curves(one, found) for one in view.tables if one.title == RULES)
    return structs.replace(view, tables=(*tables, *curves))


def _curves(rules: Table, found: Trend) -> Table:
    """The same figures one by one: how many violations of each rule every analysis found, the newest first."""
    rows = []
    for step, moment in reversed(list(enumerate(found.moments))):
        for rule in rules.rows:
            number = found.counts.get(rule.cells[0], ())[step : step + 1] or (0,)
            face = BROKEN if number[0] else KEPT
            cells = (words.when(moment), rule.cells[0], f"{number[0]:,}")
            rows.append(Row(id=rule.id, tone=face.tone, glyph=face.glyph, cells=cells))
    return Table(title=CURVES, columns=("Analysis done", "Rule", "Violations"), rows=tuple(rows))


def _told_anew(table: Table, found: Trend) -> Table:
    analyses = words.plural(len(found.moments), "analysis", "analyses")
    name = f"Trend over {analyses} since {words.day(found.moments[0])}"
    rows = tuple(_row(row, found.counts.get(row.cells[0], (0,) * len(found.moments))) for row in table.rows)
    return structs.replace(table, columns=(*table.columns[:-1], name), rows=rows)


def _row(row: Row, counts: Sequence[int]) -> Row:
    return structs.replace(row, cells=(*row.cells[:-1], f"{spark(counts)} {counts[0]} → {counts[-1]}"))


def _subjects(violation: Node) -> tuple[str, ...]:
    """What the events about it are about: coupling is told of the module too."""
    module = f"{labels.MODULE}/{violation.get('source_module', '')}"
    return (violation.id.uid, module) if violation.get("type") == "coupling" else (violation.id.uid,)


def _told(marks: Iterable[EventMark]) -> dict[str, list[tuple[int, bool]]]:
    """Per violation (uid) when it was found (True) and mended (False)."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for mark in marks:
        if mark.event_type in _FOUND or mark.event_type == _MENDED:
            found.setdefault(mark.subject, []).append((mark.valid_at, mark.event_type in _FOUND))
    return found


def _there(told: Sequence[tuple[int, bool]], at: int, course: _Course | None) -> bool:
    last = bisect_right(told, (at, True)) - 1
    if last < 0 or not told[last][1]:
        return False
    counts = course.counts_at(at) if course else ""
    return not course or not counts or course.told_at(told[last][0]) == counts


def _said(versions: Iterable[Version], name: str) -> list[tuple[int, str]]:
    return [(v.valid_at, str(v.props[name])) for v in versions if name in v.props]


def _last(told: Sequence[tuple[int, str]], at: int) -> str:
    place = bisect_right(told, at, key=lambda one: one[0]) - 1
    return told[place][1] if place >= 0 else ""


def _chosen(moments: Sequence[int]) -> tuple[int, ...]:
    """At most ``STEPS`` of them, evenly, the first and the last among them."""
    if len(moments) <= STEPS:
        return tuple(moments)
    return tuple(moments[step * (len(moments) - 1) // (STEPS - 1)] for step in range(STEPS))
