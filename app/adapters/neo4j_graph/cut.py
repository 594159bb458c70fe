"""A batch, cut by the shards that it speaks of."""

from collections import defaultdict

import msgspec

from app.domain.partitions import SHARES, share_of
from app.ports import Batch


class Piece(msgspec.Struct, frozen=True):
    """What a batch says to one shard, and the places of its entries in the whole batch."""

    shard: int
    batch: Batch
    places: list[int]


def cut(batch: Batch) -> list[Piece]:
    """At least one piece, ascending by shard. The first holds positions, messages and where the batch starts.

    A shard whose positions move is among them even where nothing is written to it: whoever else would move them
    waits, and is refused then.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for n, entry in enumerate(batch.entries):
        places[share_of(entry.scope.iteration)].append(n)
    shards = sorted({*places, *map(_shard, batch.positions)}) or [0]
    rest = [_piece(shard, Batch(batch.consumer, {}, ()), batch, places[shard]) for shard in shards[1:]]
    return [_piece(shards[0], batch, batch, places[shards[0]]), *rest]


def _piece(shard: int, said: Batch, batch: Batch, places: list[int]) -> Piece:
    entries = batch.entries if len(places) == len(batch.entries) else [batch.entries[n] for n in places]
    return Piece(shard, msgspec.structs.replace(said, entries=entries), places)


def _shard(partition: str) -> int:
    """The share that a partition (``topic-number``) belongs to; what is named in another way lies in the first."""
    number = partition.rpartition("-")[2]
    return int(number) if number.isdecimal() and int(number) in SHARES else 0
