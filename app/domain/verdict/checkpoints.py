"""When to judge: bursts of acceptance, and the moments within them at which a verdict may turn.

A burst is a run of records that the log took in close together; its bounds follow from the log alone. Three
kinds of events matter in it. *Framing* events open, close or settle something: each is a checkpoint. *Failing*
events can only make a stream fail: the first is a checkpoint, the rest add nothing. Any *other* event matters
only to a stream that already has an answer: the last of a burst is a checkpoint. A late event bears on every
later checkpoint besides.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from app.domain.events import STREAMS
from app.domain.graph import Entry, Scope
from app.domain.moments import known_ms
from app.domain.verdict.history import Summary, VerdictHistory

PAUSE_MS: Final = 250
"""A pause this long between two records ends a burst (domain 6.3: debounce)."""

LONGEST_MS: Final = 5_000
"""A burst that goes on is cut after so long."""

MOST: Final = 240
"""So many checkpoints are judged in one burst; of more, an even selection, and the history gets coarser there."""

_FRAMING: Final = frozenset(
    {
        "dde.workflow.started",
        "dde.workflow.completed",
        "dde.workflow.failed",
        "dde.contract.locked",
        "dde.stream.waived",
        "dde.override.requested",
        "dde.override.approved",
        "dde.override.rejected",
        "dde.override.revoked",
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

_FRAMING_ANYWHERE: Final = ("iteration.declared", "batch.retracted", "expiry.passed")

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
    return event_type in _FRAMING or event_type.endswith(_FRAMING_ANYWHERE)


def _fails(event_type: str) -> str:
    """The stream that an event of this type can only make fail; empty for all others."""
    return _FAILING.get(event_type, "")


Item = TypeVar("Item")


def bursts(items: Sequence[Item], accepted: Callable[[Item], int], settled_ms: int) -> list[list[Item]]:
    """The items, in order of acceptance, cut into bursts; only those that can no longer grow.

    Everything accepted before ``settled_ms`` is known to be among the items.
    """
    cut: list[list[Item]] = []
    first = last = 0
    for item in items:
        at = known_ms(accepted(item))
        if not cut or _ended(first, last, at):
            cut.append([])
            first = at
        cut[-1].append(item)
        last = at
    return cut if not cut or _ended(first, last, settled_ms) else cut[:-1]


def _ended(first: int, last: int, by_ms: int) -> bool:
    """Whether a record accepted at ``by_ms`` would no longer belong to the burst of these."""
    return by_ms - last >= PAUSE_MS or by_ms - first >= LONGEST_MS


def by_scope(burst: Iterable[Entry]) -> Iterator[tuple[Scope, list[Entry]]]:
    """The entries of a burst by scope, each in order of acceptance."""
    groups: dict[Scope, list[Entry]] = {}
    for entry in sorted(burst, key=lambda e: e.accepted):
        groups.setdefault(entry.scope, []).append(entry)
    yield from sorted(groups.items())


def thinned(points: Sequence[int]) -> list[int]:
    """At most MOST of the points, evenly spread, first and last among them."""
    if len(points) <= MOST:
        return list(points)
    return sorted({points[round(n * (len(points) - 1) / (MOST - 1))] for n in range(MOST)})


def triggers(burst: Sequence[Entry], history: VerdictHistory) -> list[tuple[int, set[str]]]:
    """The moments to judge, in order; with the streams that failed there, or none where anything may have changed."""
    failing: dict[int, set[str]] = {}
    open_: set[int] = set()
    answered: dict[str, int] = {}
    for entry in burst:
        stream = entry.event_type.partition(".")[0]
        if failed := _fails(entry.event_type):
            failing.setdefault(entry.valid_at, set()).add(failed)
        elif _is_framing(entry.event_type):
            open_.add(entry.valid_at)
        elif _has_answer(entry, stream, history):
            answered[stream] = max(entry.valid_at, answered.get(stream, 0))
    earliest = min(_earliest(entry) for entry in burst)
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
    """The newest of this burst's own judgements at or before the moment."""
    return summaries[max(summaries)] if summaries and max(summaries) <= point else {}
