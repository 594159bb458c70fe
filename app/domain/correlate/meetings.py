"""Where seekers and offers meet, so that nobody is compared with everybody.

A meeting is told of every seeker and every offer as they change. It names the offers that a seeker has to
look at, and the seekers for whom a changed offer may matter; both may be too many, never too few.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final, Protocol

from app.domain.correlate.crowd import Crowd, Stay
from app.domain.correlate.steps import Steps, mapped, spans
from app.domain.graph import Node, NodeId

Keys = Callable[[Node], Iterable[str]]
"""The keys of a node as it is at one time."""

MOST_SEEN: Final = 16
"""So many offers under one key are looked at, those that were there first; who has to choose among more cannot.
Whoever has refused some looks at so many more."""


class Meeting(Protocol):
    """How the two sides of a rule find each other."""

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """The seeker is, or has become, this."""

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterable[NodeId]:
        """The offer is, or has become, this; the seekers that may have to decide anew."""

    def near(self, steps: Steps[Node], refused: int) -> Iterable[NodeId]:
        """The offers that a seeker with this life has to look at, who may have refused so many of them."""


class Several:
    """Keys with a few nodes each; a node that is alone under its key needs no set of its own."""

    def __init__(self) -> None:
        self._kept: dict[str, NodeId | set[NodeId]] = {}

    def add(self, key: str, node: NodeId) -> None:
        """The node is under the key from now on."""
        known = self._kept.setdefault(key, node)
        if isinstance(known, set):
            known.add(node)
        elif known != node:
            self._kept[key] = {known, node}

    def get(self, key: str) -> Iterable[NodeId]:
        """The nodes under the key, in no order."""
        known = self._kept.get(key)
        if known is None:
            return ()
        return known if isinstance(known, set) else (known,)


def keys_of(steps: Steps[Node], keys: Keys) -> set[str]:
    """Every key that the node ever had."""
    return {key for _, node in steps if node is not None for key in keys(node)}


def stays(who: Hashable, steps: Steps[Node], there: Callable[[Node], object]) -> list[Stay]:
    """When the offer is there, and as it has to be."""
    when = mapped(steps, lambda node: not node.stub and there(node))
    return [Stay(0.0, since, who, until) for since, until, _ in spans(when)]


class ByKey:
    """They meet under a common key, of which few have many offers."""

    def __init__(self, seeker_keys: Keys, offer_keys: Keys) -> None:
        self._seeker_keys, self._offer_keys = seeker_keys, offer_keys
        self._seekers, self._offers = Several(), Several()
        self._known: dict[NodeId, tuple[str, ...]] = {}

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """See :class:`Meeting`."""
        for key in keys_of(steps, self._seeker_keys):
            self._seekers.add(key, seeker)

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterator[NodeId]:
        """See :class:`Meeting`."""
        every = keys_of(steps, self._offer_keys).union(self._known.get(offer, ()))
        self._known[offer] = tuple(every)
        for key in every:
            self._offers.add(key, offer)
            yield from self._seekers.get(key)

    def near(self, steps: Steps[Node], _refused: int) -> Iterator[NodeId]:
        """See :class:`Meeting`."""
        for key in keys_of(steps, self._seeker_keys):
            yield from self._offers.get(key)


class ByCrowdedKey:
    """They meet under a common key that very many offers may share: only the foremost of them are looked at."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._seekers = Several()
        self._crowds: dict[str, Crowd] = {}
        self._known: dict[NodeId, tuple[str, ...]] = {}

    def seek(self, seeker: NodeId, steps: Steps[Node]) -> None:
        """See :class:`Meeting`."""
        for key in keys_of(steps, self._keys):
            self._seekers.add(key, seeker)

    def offer(self, offer: NodeId, steps: Steps[Node]) -> Iterator[NodeId]:
        """See :class:`Meeting`."""
        every = keys_of(steps, self._keys).union(self._known.get(offer, ()))
        if every:
            self._known[offer] = tuple(every)
        for key in every:
            if self._put(key, offer, steps):
                yield from self._seekers.get(key)

    def near(self, steps: Steps[Node], refused: int) -> Iterator[NodeId]:
        """See :class:`Meeting`."""
        for key in keys_of(steps, self._keys):
            crowd = self._crowds.get(key)
            if crowd is not None:
                crowd.widen(MOST_SEEN + refused)
                yield from crowd.foremost(MOST_SEEN + refused)

    def _put(self, key: str, offer: NodeId, steps: Steps[Node]) -> bool:
        crowd = self._crowds.get(key)
        if crowd is None:
            crowd = self._crowds[key] = Crowd(MOST_SEEN)
        return crowd.put(offer, stays(offer, steps, lambda node: key in self._keys(node)))
