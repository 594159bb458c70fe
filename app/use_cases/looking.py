"""What one process remembers of the graph: states, judgements and views, so that the same moment is read once.

Everything is kept under the scope's revision: when anything about the scope becomes known, all of it is
worked out anew. What is asked first of the present is shared with the other processes, where there is a cache
that they share (see :mod:`app.use_cases.shared`); a view of the present is kept until its era is over.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from app.domain.graph import Scope
from app.domain.moments import LATEST, NOW, AsOf
from app.domain.state import IterationState, read
from app.domain.verdict import Judgement, judge
from app.ports import Cache, GraphStore, ScopeInfo
from app.use_cases.eras import STANDING, Era, Eras, eras_of
from app.use_cases.remembered import Remembered
from app.use_cases.shared import LASTS_S, Projection, Shared, key_of

Made = TypeVar("Made")

STATES: Final = 48
VIEWS: Final = 256
STAMPS: Final = 1_024
MAPS: Final = 12
"""How many maps of the recent past a process can lead on from."""

JUDGEMENT: Final = Projection("verdict", Judgement)
_ERAS: Final = Projection("eras", Eras, lasting=True)


class Looking:
    """The graph, read once per moment."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._states = Remembered(STATES)
        self._views = Remembered(VIEWS)
        self._eras = Remembered(VIEWS)
        self._stamps = Remembered(STAMPS)
        self.maps = Remembered(MAPS)
        self._shared: Shared | None = None
        self._lasting: Shared | None = None

    def share(self, cache: Cache) -> None:
        """From now on projections are shared through this cache."""
        self._shared = Shared(cache)

    def outlast(self, cache: Cache) -> None:
        """From now on lasting projections are found here by processes that begin later, unless all are shared."""
        self._lasting = Shared(cache, LASTS_S)

    @property
    def shares(self) -> bool:
        """Whether other processes find what was worked out here."""
        return self._shared is not None

    def revision(self, scope: Scope) -> int:
        """How far the scope has come; within one glance always the same."""
        glance = _GLANCE.get()
        if glance is None:
            return self._graph.revision(scope)
        if (self, scope) not in glance.revisions:
            glance.revisions[self, scope] = self._graph.revision(scope)
        return glance.revisions[self, scope]

    def seen(self, infos: Iterable[ScopeInfo]) -> None:
        """How far these scopes have come was just read for all of them; within the glance nobody asks for each."""
        glance = _GLANCE.get()
        for info in infos if glance else ():
            assert glance is not None
            glance.revisions[self, info.scope] = info.revision
            self._stamps.keep((info.scope, info.revision), _stamp(info.revision, info.last_accepted))

    def stamp(self, scope: Scope) -> str:
        """What the contents of the scope are known by, in whatever store they lie: a store that was begun anew counts
        its revisions anew, but does not hold the same newest event."""
        revision = self.revision(scope)
        return self._stamps.get((scope, revision), lambda: _stamp(revision, self._newest(scope)))

    def version(self, scope: Scope, now: int) -> str:
        """What a picture of the scope at this moment (ms) of the present is known by; it begins with the revision.
        Raises UnknownIteration."""
        return ".".join((self.stamp(scope), *map(str, self.era(scope, NOW, now))))

    def state(self, scope: Scope, as_of: AsOf) -> IterationState:
        """The state at a moment. Raises UnknownIteration."""
        key = (scope, self.revision(scope), as_of)
        return self._states.get(key, lambda: read(self._graph.snapshot(scope, as_of)))

    def judgement(self, scope: Scope, as_of: AsOf, now: int | None) -> Judgement:
        """The judgement at a moment. Raises UnknownIteration."""
        return self.view(scope, as_of, now, JUDGEMENT, judge)

    def view(
        self,
        scope: Scope,
        as_of: AsOf,
        now: int | None,
        what: str | Projection[Made],
        make: Callable[[IterationState, int], Made],
    ) -> Made:
        """What ``make`` makes of the state and the moment (ms), kept under the name; a projection of the present is
        shared. Raises UnknownIteration."""
        moment = self.moment(scope, as_of, now)
        era = self.era(scope, as_of, moment)
        name = what if isinstance(what, str) else what.name

        def made() -> Made:
            return make(self.state(scope, as_of), moment)

        key = (scope, self.revision(scope), as_of, name, era)
        return self._views.get(key, lambda: self._made(scope, as_of, era, what, made))

    def era(self, scope: Scope, as_of: AsOf, moment: int) -> Era:
        """The era of a moment (ms) that is looked at. Raises UnknownIteration."""
        if as_of.valid != LATEST:
            return STANDING

        def made() -> Eras:
            return self._made(scope, as_of, STANDING, _ERAS, lambda: eras_of(self.state(scope, as_of)))

        return self._eras.get((scope, self.revision(scope), as_of), made).at(moment)

    def moment(self, scope: Scope, as_of: AsOf, now: int | None) -> int:
        """The moment in ms that a judgement is about: the one looked at, else now, else the last one known."""
        if as_of.valid != LATEST:
            return as_of.valid
        if now is not None:
            return now
        return next((info.last_valid for info in self._graph.scopes() if info.scope == scope), 0)

    def _made(
        self, scope: Scope, as_of: AsOf, era: Era, what: str | Projection[Made], make: Callable[[], Made]
    ) -> Made:
        shared = self._lies_in(what)
        if shared is None or isinstance(what, str) or as_of != NOW or not self.revision(scope):
            return make()
        glance = _GLANCE.get()
        lost = glance.lost if glance else set()
        return shared.get(key_of(scope, what.name, self.stamp(scope), *era), what, make, lost)

    def _lies_in(self, what: str | Projection[Made]) -> Shared | None:
        """Where others find it too."""
        if isinstance(what, str):
            return None
        return self._shared or (self._lasting if what.lasting else None)

    def _newest(self, scope: Scope) -> int:
        return next((info.last_accepted for info in self._graph.scopes() if info.scope == scope), 0)


_LOOKINGS: WeakKeyDictionary[Any, Looking] = WeakKeyDictionary()
_LOCK: Final = Lock()


def _stamp(revision: int, newest: int) -> str:
    return f"{revision}.{newest:x}"


@dataclass
class _Glance:
    """The revision of each scope that was looked at, and the keys under which nothing shared was found."""

    revisions: dict[tuple[Looking, Scope], int] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


_GLANCE: Final[ContextVar[_Glance | None]] = ContextVar("glance", default=None)


def looking(graph: GraphStore) -> Looking:
    """The memory that this process keeps of a graph store; it goes when the store goes."""
    with _LOCK:
        found = _LOOKINGS.get(graph)
        if found is None:
            found = _LOOKINGS[graph] = Looking(graph)
        return found


@contextmanager
def one_glance() -> Iterator[None]:
    """Within it the revision of a scope is asked for once, so that all parts of an answer are of the same one."""
    before = _GLANCE.set(_Glance())
    try:
        yield
    finally:
        _GLANCE.reset(before)
