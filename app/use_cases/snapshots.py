"""What a snapshot says of itself, whether that is so, and how it stands to the log of the place it is brought to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.domain.statehash import state_hash
from app.errors import BadFile
from app.ports import Copies, EventLog, GraphStore, Kept, Manifest, Record
from app.ports.snapshots import FORMAT
from app.use_cases.audit import AUDIT
from app.use_cases.progress import CONSUMER, JUDGE

SAME: Final = "same"
"""The log is the one that the snapshot was made of: it goes on from its positions."""
EMPTY: Final = "empty"
"""There is nothing on the log."""
ANOTHER: Final = "another"
"""The log holds something, and not what the snapshot was made of."""

GRAPH_READERS: Final = (CONSUMER, JUDGE)
MEASURES: Final = "measures"
SEARCH: Final = "search"

Follow = Callable[[Scope], None]
"""Told of each iteration before it is hashed."""


def described(copies: Copies, log: EventLog, program: str, made_at: int, follow: Follow) -> Manifest:
    """The manifest of these copies, without its parts."""
    positions = positions_of(copies)
    return Manifest(
        format=FORMAT,
        program=program,
        made_at=made_at,
        iterations=tuple(kept_in(copies.graph, follow)),
        positions=positions,
        marks=dict(_marks(log, positions[CONSUMER])),
    )


def positions_of(copies: Copies) -> dict[str, Mapping[str, int]]:
    """Per consumer, where its store stands."""
    of_graph: dict[str, Mapping[str, int]] = {name: copies.graph.positions(name) for name in GRAPH_READERS}
    return of_graph | {
        MEASURES: copies.metrics.positions(MEASURES),
        SEARCH: copies.search.positions(SEARCH),
        AUDIT: copies.audit.positions(AUDIT),
    }


def kept_in(graph: GraphStore, follow: Follow) -> Iterator[Kept]:
    """Every iteration with its hash."""
    for info in graph.scopes():
        follow(info.scope)
        yield Kept(info.scope, graph.revision(info.scope), state_hash(graph.entries(info.scope)))


def check(copies: Copies, manifest: Manifest, follow: Follow) -> None:
    """Raises BadFile when an iteration is not in the state that the manifest names."""
    said = {kept.scope: kept for kept in manifest.iterations}
    for kept in kept_in(copies.graph, follow):
        if said.pop(kept.scope, None) != kept:
            raise BadFile(f"{kept.scope.iteration} in the snapshot is not what its manifest says: another state hash")
    if said:
        names = ", ".join(scope.iteration for scope in said)
        raise BadFile(f"the snapshot lacks {names}, which its manifest names")


def standing(log: EventLog, manifest: Manifest) -> str:
    """How the log here stands to the snapshot: SAME, EMPTY or ANOTHER.

    It is the same when the last record that the snapshot took in from each partition lies where it lay, accepted when
    it was; acceptances are unique in practice, as they hold a millisecond, a partition and an offset.
    """
    wanted = {name: place for name, place in manifest.positions.get(CONSUMER, {}).items() if place}
    if dict(_marks(log, wanted)) == dict(manifest.marks):
        return SAME
    return ANOTHER if any(log.ends(STREAMS).values()) else EMPTY


def _marks(log: EventLog, positions: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Per partition the acceptance of the last record before the position, where there still is one."""
    for name, place in positions.items():
        record = _at(log, name, place - 1) if place else None
        if record is not None:
            yield name, record.accepted


def _at(log: EventLog, name: str, offset: int) -> Record | None:
    topic = name.rpartition("-")[0]
    beyond = {f"{topic}-{number}": 1 << 62 for number in range(64)}
    found = log.read((topic,), {**beyond, name: offset}, 1)
    return found[0] if found and found[0].offset == offset else None


def missing(log: EventLog, manifest: Manifest) -> int:
    """How many of the records that the snapshot was made of neither archive nor log hold here."""
    held = 0
    positions: dict[str, int] = {}
    wanted = manifest.positions.get(CONSUMER, {})
    while records := log.read(STREAMS, positions, 5_000):
        for record in records:
            place = f"{record.topic}-{record.partition}"
            positions[place] = record.offset + 1
            held += record.offset < wanted.get(place, 0)
    return sum(wanted.values()) - held
