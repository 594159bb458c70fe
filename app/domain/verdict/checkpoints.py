"""When to judge: windows of acceptance, and the moments within them at which a verdict may turn.

Three kinds of events matter. *Framing* events open, close or settle something: each is a checkpoint.
*Failing* events can only make a stream fail: the first is a checkpoint, the rest add nothing. Any *other*
event matters only to a stream that already has an answer: the last of a window is a checkpoint. A late event
bears on every later checkpoint besides.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.domain.events import STREAMS
from app.domain.graph import Entry, Scope
from app.domain.moments import known_ms
from app.domain.verdict.history import Summary, VerdictHistory

WINDOW_MS: Final = 250

_FRAMING: Final = frozenset(
    {
        "dde.workflow.started",
        "dde.workflow.completed",
        "dde.workflow.failed",
        "dde.contract.locked",
        "dde.stream.waived",
        "bdv.run.started",
        "bdv.run.completed",
        "bdv.scenario.quarantined",
        "bdv.scenario.unquarantined",
        "bdv.stream.waived",
        "acc.analysis.started",
        "acc.analysis.completed",
        "acc.violation.suppressed",
        "acc.violation.resolved",
        "acc.cycle.resolved",
        "acc.stream.waived",
        "acc.commit.seen",
    }
)

_FAILING: Final = {
    "dde.task.failed": "dde",
    "dde.gate.failed": "dde",
    "bdv.scenario.failed": "bdv",
    "acc.violation.detected": "acc",
    "acc.cycle.detected": "acc",
    "acc.coupling.exceeded": "acc",
}

_INFORMING: Final = frozenset({"dde.task.running", "bdv.step.executed"})


def _is_framing(event_type: str) -> bool:
    """Whether every event of this type is a checkpoint."""
    return event_type in _FRAMING or event_type.endswith(("iteration.declared", "batch.retracted"))


def _fails(event_type: str) -> str:
    """The stream that an event of this type can only make fail; empty for all others."""
    return _FAILING.get(event_type, "")


def window_of(accepted: int) -> int:
    """The number of the window that a record with this acceptance falls into."""
    return known_ms(accepted) // WINDOW_MS


def windows(entries: Iterable[Entry]) -> Iterator[tuple[Scope, list[Entry]]]:
    """The entries by window and scope, each in order of acceptance."""
    groups: dict[tuple[int, Scope], list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.accepted):
        groups.setdefault((window_of(entry.accepted), entry.scope), []).append(entry)
    for (_, scope), window in sorted(groups.items()):
        yield scope, window


def triggers(window: Sequence[Entry], history: VerdictHistory) -> list[tuple[int, set[str]]]:
    """The moments to judge, in order; with the streams that failed there, or none where anything may have changed."""
    failing: dict[int, set[str]] = {}
    open_: set[int] = set()
    answered: dict[str, int] = {}
    for entry in window:
        stream = entry.event_type.partition(".")[0]
        if failed := _fails(entry.event_type):
            failing.setdefault(entry.valid_at, set()).add(failed)
        elif _is_framing(entry.event_type):
            open_.add(entry.valid_at)
        elif _has_answer(entry, stream, history):
            answered[stream] = max(entry.valid_at, answered.get(stream, 0))
    earliest = min(_earliest(entry) for entry in window)
    open_ |= {*answered.values(), *history.later_than(earliest - 1)}
    return [(point, set() if point in open_ else failing[point]) for point in sorted({*open_, *failing})]


def _has_answer(entry: Entry, stream: str, history: VerdictHistory) -> bool:
    """Whether the stream had come to an answer at that moment, so that its events may overturn it."""
    if stream not in STREAMS or entry.event_type in _INFORMING:
        return False
    return history.at(entry.valid_at).get(stream) in ("pass", "fail", "unknown", "waived")


def _earliest(entry: Entry) -> int:
    """From when on the entry can change what holds; a retraction reaches back to what it takes back."""
    if entry.event_type.endswith("batch.retracted"):
        return min((fact.valid_at for fact in entry.facts), default=entry.valid_at)
    return entry.valid_at


def latest(summaries: dict[int, Summary], point: int) -> Summary:
    """The newest of this window's own judgements at or before the moment."""
    return summaries[max(summaries)] if summaries and max(summaries) <= point else {}
