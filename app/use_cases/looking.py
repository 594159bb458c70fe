"""What one process remembers of the graph: states, judgements and views, so that the same moment is read once.

Everything is kept under the scope's revision: when anything about the scope becomes known, all of it is
worked out anew. Between two revisions time itself changes little: a suppression or waiver that ends, and
how many days are left; so a view of the present is kept until the next of these.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from app.domain import labels
from app.domain.correlate.standing import unlinked_at
from app.domain.graph import Scope
from app.domain.moments import LATEST, AsOf
from app.domain.state import IterationState, read
from app.domain.verdict import Judgement, judge, suppression
from app.ports import GraphStore

Made = TypeVar("Made")

STATES: Final = 48
VIEWS: Final = 256
_DAY_MS: Final = 86_400_000


class Remembered:
    """A bounded memory that many threads share; what was used least recently goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, else what ``make`` makes. Two threads may make the same at once."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Made = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


class Looking:
    """The graph, read once per moment."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._states = Remembered(STATES)
        self._views = Remembered(VIEWS)

    def state(self, scope: Scope, as_of: AsOf) -> IterationState:
        """The state at a moment. Raises UnknownIteration."""
        key = (scope, self._graph.revision(scope), as_of)
        return self._states.get(key, lambda: read(self._graph.snapshot(scope, as_of)))

    def judgement(self, scope: Scope, as_of: AsOf, now: int | None) -> Judgement:
        """The judgement at a moment. Raises UnknownIteration."""
        return self.view(scope, as_of, now, "judgement", judge)

    def view(
        self, scope: Scope, as_of: AsOf, now: int | None, name: str, make: Callable[[IterationState, int], Made]
    ) -> Made:
        """What ``make`` makes of the state and the moment (ms), kept under the name. Raises UnknownIteration."""
        revision = self._graph.revision(scope)
        state = self.state(scope, as_of)
        moment = self.moment(scope, as_of, now)
        key = (scope, revision, as_of, name, _era(state, moment))
        return self._views.get(key, lambda: make(state, moment))

    def moment(self, scope: Scope, as_of: AsOf, now: int | None) -> int:
        """The moment in ms that a judgement is about: the one looked at, else now, else the last one known."""
        if as_of.valid != LATEST:
            return as_of.valid
        if now is not None:
            return now
        return next((info.last_valid for info in self._graph.scopes() if info.scope == scope), 0)


def _era(state: IterationState, moment: int) -> tuple[int, int]:
    """Equal for moments between which nothing ends and no day is over (only where something will end at all)."""
    ends = [until for v in state.of(labels.VIOLATION).values() for until in suppression.ends(v)]
    ends += [s.get("expires", 0) for s in state.of(labels.SUPPRESSION).values()]
    dated = bool(ends or state.of(labels.ADR))
    ends += [w.get("until", 0) for w in state.of(labels.WAIVER).values()]
    ends += [unlinked_at(link) for link in state.of(labels.PENDING_LINK).values()]
    ends += [s.get("review_date", 0) for s in state.of(labels.SCENARIO).values() if s.get("quarantined")]
    return bisect_right(sorted(ends), moment), moment // _DAY_MS if dated else 0


_LOOKINGS: WeakKeyDictionary[Any, Looking] = WeakKeyDictionary()
_LOCK: Final = Lock()


def looking(graph: GraphStore) -> Looking:
    """The memory that this process keeps of a graph store; it goes when the store goes."""
    with _LOCK:
        found = _LOOKINGS.get(graph)
        if found is None:
            found = _LOOKINGS[graph] = Looking(graph)
        return found
