"""Ways in which events get lost: one by one, by chance, from or until a moment, or all that belong together."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random

from hypothesis import strategies as st

from app.domain.events import Event

Events = Sequence[Event]
Lost = st.SearchStrategy[frozenset[int]]
"""The places of the lost events."""


@st.composite
def losses(draw: st.DrawFn, events: Events) -> frozenset[int]:
    """One to three kinds of loss at once."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))
    return frozenset().union(*(draw(kind(events)) for kind in kinds))


def some(events: Events) -> Lost:
    """A few, anywhere."""
    return st.frozensets(st.integers(0, len(events) - 1), min_size=1, max_size=40)


def a_share(events: Events) -> Lost:
    """Each with the same chance, up to nearly all of them."""

    def pick(percent: int, seed: int) -> frozenset[int]:
        chance = Random(seed)
        return frozenset(n for n in range(len(events)) if chance.randrange(100) < percent)

    return st.builds(pick, st.integers(1, 99), st.integers(0, 1_000_000))


def from_a_moment_on(events: Events) -> Lost:
    """Everything after a cut has not come yet."""
    return st.integers(0, len(events)).map(lambda cut: frozenset(range(cut, len(events))))


def until_a_moment(events: Events) -> Lost:
    """Nobody listened before a cut."""
    return st.integers(0, len(events)).map(lambda cut: frozenset(range(cut)))


def sharing(attribute: str, most: int) -> Callable[[Events], Lost]:
    """All events of a few types, streams, nodes or operations."""

    def strategy(events: Events) -> Lost:
        groups: dict[str, set[int]] = defaultdict(set)
        for n, event in enumerate(events):
            groups[getattr(event, attribute)].add(n)
        chosen = st.sets(st.sampled_from(sorted(groups)), min_size=1, max_size=most)
        return chosen.map(lambda names: frozenset(n for name in names for n in groups[name]))

    return strategy


KINDS: list[Callable[[Events], Lost]] = [
    some,
    a_share,
    from_a_moment_on,
    until_a_moment,
    sharing("event_type", 5),
    sharing("stream", 2),
    sharing("node_id", 12),
    sharing("correlation_id", 2),
]
