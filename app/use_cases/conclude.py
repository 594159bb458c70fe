"""Judge what was recorded, and publish where the verdict became another.

Events are judged by bursts of acceptance, each scope as it was known at the end of the burst. So what is
recorded depends on the log alone, never on how a worker cut it into batches or when it was restarted.
"""

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from app.domain.events import Event
from app.domain.graph import Entry, Fact, Scope, Version
from app.domain.identity import derived_id
from app.domain.moments import AsOf
from app.domain.payloads.convergence import VerdictChanged
from app.domain.state import read
from app.domain.verdict.checkpoints import by_scope, latest, thinned, triggers
from app.domain.verdict.history import RECORDED, VERDICT_NODE, Summary, VerdictHistory, summary_of
from app.domain.verdict.judge import judge
from app.domain.verdict.memory import Memory
from app.errors import UnknownIteration
from app.ports import NOWHERE, Batch, GraphStore, Message, Positions

CONSUMER: Final = "conclude"
_SCOPES_HELD: Final = 256
_SCOPES_REMEMBERED: Final = 12
"""Of these the nodes and edges are held too: some 5 MB of a thousand tasks and scenarios."""


class Concluder:
    """Keeps the recorded verdict history of every scope in step with its events.

    ``encode`` turns a derived event into the bytes that travel on the log.
    """

    def __init__(self, graph: GraphStore, encode: Callable[[Event], bytes]) -> None:
        self._graph = graph
        self._encode = encode
        self._histories: OrderedDict[Scope, VerdictHistory] = OrderedDict()
        self._memories: dict[Scope, Memory] = {}
        self._written: list[Entry] = []
        self._outbox: list[Message] = []

    def judge(self, burst: Iterable[Entry]) -> None:
        """Judge what the entries of a whole burst bear on; the outcome waits to be kept, with that of other bursts.

        Raises StoreUnavailable, and then everything since the last ``keep`` is to be judged again.
        """
        for _ in self.judging(burst):
            pass

    def judging(self, burst: Iterable[Entry]) -> Iterator[None]:
        """The same, a checkpoint at a time, for who has other work as well; before the last nothing waits to be kept.
        What is judged is what was known at the end of the burst, whatever is taken in meanwhile."""
        with self._all_or_nothing():
            judged = []
            for scope, entries in by_scope(burst):
                found = yield from self._judged(entries, self._history(scope))
                judged.append((entries[-1], *found))
            for cause, summaries, left_out in judged:
                history = self._history(cause.scope)
                believed = {point: history.at(point) for point in summaries}
                self._written += _entries(cause, history.rewrite(summaries, left_out))
                self._outbox += [self._message(change) for change in _changes(cause, history, believed)]

    def keep(self, positions: Positions, starts: Positions = NOWHERE) -> bool:
        """Write what was judged with the position, in one transaction; ``starts`` says where the first burst begins.
        Whether anything was concluded that was not known.

        Raises StoreUnavailable, as ``judge`` does.
        """
        with self._all_or_nothing():
            fresh = self._graph.append(Batch(CONSUMER, positions, self._written, self._outbox, starts))
        self._written, self._outbox = [], []
        while len(self._histories) > _SCOPES_HELD:
            self._histories.popitem(last=False)
        return any(fresh)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._histories.clear()
            self._written, self._outbox = [], []
            raise

    def _judged(
        self, entries: Sequence[Entry], history: VerdictHistory
    ) -> Generator[None, None, tuple[dict[int, Summary], set[int]]]:
        """The checkpoints that the entries bear on, as known after the last of them; and those left out."""
        known = entries[-1].accepted
        summaries: dict[int, Summary] = {}
        moments = dict(triggers(entries, history))
        kept = thinned(sorted(moments))
        for point in kept:
            streams = moments[point]
            standing = {**history.at(point), **latest(summaries, point)}
            # A failure cannot change what is recorded as failed already.
            if not streams or any(standing.get(stream) != "fail" for stream in streams):
                summaries[point] = self._summary(entries[-1].scope, AsOf(point, known))
                yield
        return summaries, moments.keys() - set(kept)

    def _history(self, scope: Scope) -> VerdictHistory:
        known = self._histories.get(scope)
        if known is None:
            known = VerdictHistory.recalled(self._versions(scope))
            self._histories[scope] = known
        self._histories.move_to_end(scope)
        return known

    def _versions(self, scope: Scope) -> Sequence[Version]:
        try:
            return self._graph.history(scope, VERDICT_NODE)
        except UnknownIteration:
            return []

    def _summary(self, scope: Scope, as_of: AsOf) -> Summary:
        state = read(self._graph.snapshot(scope, as_of))
        return summary_of(judge(state, as_of.valid, self._memory(scope)))

    def _memory(self, scope: Scope) -> Memory:
        """Of judging this scope: the checkpoints of a burst lie close together."""
        memory = self._memories.pop(scope, None) or Memory()
        self._memories[scope] = memory
        if len(self._memories) > _SCOPES_REMEMBERED:
            del self._memories[next(iter(self._memories))]
        return memory

    def _message(self, event: Event) -> Message:
        return Message("convergence", event.iteration_id, self._encode(event))


def _entries(cause: Entry, facts: list[Fact]) -> list[Entry]:
    """What was concluded, as an entry of its own, accepted with its cause."""
    if not facts:
        return []
    key = derived_id("verdict", *cause.scope, str(cause.accepted))
    return [
        Entry(
            cause.scope,
            key,
            key,
            RECORDED,
            cause.valid_at,
            cause.accepted,
            tuple(facts),
            VERDICT_NODE.uid,
            trace=cause.trace,
        )
    ]


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
