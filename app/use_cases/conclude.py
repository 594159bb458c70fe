"""Judge what was recorded, and publish where the verdict became another.

Events are judged in windows of a quarter of a second of acceptance (domain 6.3: debounce), each scope as it
was known at the end of its window. So what is recorded depends on the log alone, never on how a worker cut
it into batches or when it was restarted.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from app.domain.events import Event
from app.domain.graph import Entry, Fact, Scope, Version
from app.domain.identity import derived_id
from app.domain.moments import AsOf, known_ms
from app.domain.payloads.convergence import VerdictChanged
from app.domain.state import read
from app.domain.verdict.history import VERDICT_NODE, Summary, VerdictHistory, fails, is_framing, summary_of
from app.domain.verdict.judge import judge
from app.errors import UnknownIteration
from app.ports import Batch, GraphStore, Message, Positions

CONSUMER: Final = "conclude"
WINDOW_MS: Final = 250
_SCOPES_HELD: Final = 256


class Concluder:
    """Keeps the recorded verdict history of every scope in step with its events.

    ``encode`` turns a derived event into the bytes that travel on the log.
    """

    def __init__(self, graph: GraphStore, encode: Callable[[Event], bytes]) -> None:
        self._graph = graph
        self._encode = encode
        self._histories: OrderedDict[Scope, VerdictHistory] = OrderedDict()

    def conclude(self, entries: Iterable[Entry], positions: Positions) -> int:
        """Judge what the entries of one or more whole windows bear on, and write the outcome with the position.

        Returns how many checkpoints were judged. Raises StoreUnavailable; may be called again with the same entries.
        """
        written: list[Entry] = []
        outbox: list[Message] = []
        judged = 0
        try:
            for scope, window in _windows(entries):
                history = self._history(scope)
                summaries = self._judged(window, history)
                believed = {point: history.at(point) for point in summaries}
                written += _entries(window[-1], history.rewrite(summaries))
                outbox += [self._message(change) for change in _changes(window[-1], history, believed)]
                judged += len(summaries)
            self._graph.append(Batch(CONSUMER, positions, written, outbox))
        except Exception:
            self._histories.clear()
            raise
        return judged

    def _judged(self, window: Sequence[Entry], history: VerdictHistory) -> dict[int, Summary]:
        """The checkpoints that the window bears on, each as known at the end of the window."""
        known = window[-1].accepted
        summaries: dict[int, Summary] = {}
        for point, streams in _triggers(window, history):
            standing = {**history.at(point), **_latest(summaries, point)}
            # A failure cannot change what is recorded as failed already.
            if not streams or any(standing.get(stream) != "fail" for stream in streams):
                summaries[point] = self._summary(window[-1].scope, AsOf(point, known))
        return summaries

    def _history(self, scope: Scope) -> VerdictHistory:
        known = self._histories.get(scope)
        if known is None:
            known = VerdictHistory.recalled(self._versions(scope))
            self._histories[scope] = known
        self._histories.move_to_end(scope)
        while len(self._histories) > _SCOPES_HELD:
            self._histories.popitem(last=False)
        return known

    def _versions(self, scope: Scope) -> Sequence[Version]:
        try:
            return self._graph.history(scope, VERDICT_NODE)
        except UnknownIteration:
            return []

    def _summary(self, scope: Scope, as_of: AsOf) -> Summary:
        return summary_of(judge(read(self._graph.snapshot(scope, as_of)), as_of.valid))

    def _message(self, event: Event) -> Message:
        return Message("convergence", event.iteration_id, self._encode(event))


def window_of(accepted: int) -> int:
    """The number of the window that a record with this acceptance falls into."""
    return known_ms(accepted) // WINDOW_MS


def _windows(entries: Iterable[Entry]) -> Iterator[tuple[Scope, list[Entry]]]:
    """The entries by window and scope, each in order of acceptance."""
    groups: dict[tuple[int, Scope], list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.accepted):
        groups.setdefault((window_of(entry.accepted), entry.scope), []).append(entry)
    for (_, scope), window in sorted(groups.items()):
        yield scope, window


def _triggers(window: Sequence[Entry], history: VerdictHistory) -> list[tuple[int, set[str]]]:
    """The moments to judge, in order; with the streams that failed there, or none where anything may have changed."""
    moments: dict[int, set[str] | None] = {}
    for entry in window:
        if stream := fails(entry.event_type):
            known = moments.setdefault(entry.valid_at, set())
            if known is not None:
                known.add(stream)
        elif is_framing(entry.event_type):
            moments[entry.valid_at] = None
    earliest = min(_earliest(entry) for entry in window)
    for point in history.later_than(earliest - 1):
        moments[point] = None
    return [(point, streams or set()) for point, streams in sorted(moments.items())]


def _earliest(entry: Entry) -> int:
    """From when on the entry can change what holds; a retraction reaches back to what it takes back."""
    if entry.event_type.endswith("batch.retracted"):
        return min((fact.valid_at for fact in entry.facts), default=entry.valid_at)
    return entry.valid_at


def _latest(summaries: dict[int, Summary], point: int) -> Summary:
    """The newest of this window's own judgements at or before the moment."""
    return summaries[max(summaries)] if summaries and max(summaries) <= point else {}


def _entries(cause: Entry, facts: list[Fact]) -> list[Entry]:
    """What was concluded, as an entry of its own, accepted with its cause."""
    if not facts:
        return []
    key = derived_id("verdict", *cause.scope, str(cause.accepted))
    kind = "convergence.verdict.recorded"
    return [Entry(cause.scope, key, key, kind, cause.valid_at, cause.accepted, tuple(facts), VERDICT_NODE.uid)]


def _changes(cause: Entry, history: VerdictHistory, believed: dict[int, Summary]) -> list[Event]:
    """One derived event per checkpoint at which the verdict turns, and did not so far."""
    turns = ((point, history.at(point - 1), history.at(point)) for point in sorted(believed))
    return [
        _changed(cause, point, old, new)
        for point, old, new in turns
        if new["verdict"] not in (old.get("verdict"), believed[point].get("verdict"))
    ]


def _changed(cause: Entry, point: int, old: Summary, new: Summary) -> Event:
    event_id = derived_id("verdict.changed", *cause.scope, str(cause.accepted), str(point), str(new["verdict"]))
    payload = VerdictChanged(
        previous_verdict=str(old.get("verdict", "")),
        current_verdict=str(new["verdict"]),
        can_deploy=bool(new["can_deploy"]),
        dde=str(new["dde"]),
        bdv=str(new["bdv"]),
        acc=str(new["acc"]),
    )
    return Event(
        event_id=event_id,
        idempotency_key=event_id,
        timestamp=point,
        tenant_id=cause.scope.tenant,
        iteration_id=cause.scope.iteration,
        event_type="convergence.verdict.changed",
        node_id=VERDICT_NODE.key,
        payload=payload,
        causation_id=cause.event_id,
        source="mission-control",
    )
