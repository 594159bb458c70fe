"""Where a consumer stands in the log."""

from collections.abc import Iterable, Mapping

from app.domain.partitions import is_in
from app.ports import Positions, Record


def partition_of(record: Record) -> str:
    """``topic-number``: how positions name a partition."""
    return f"{record.topic}-{record.partition}"


def after(records: Iterable[Record]) -> dict[str, int]:
    """The positions once these records are done with."""
    return {partition_of(record): record.offset + 1 for record in records}


def held(positions: Positions, shares: frozenset[int]) -> dict[str, int]:
    """The positions that belong to these shares."""
    return {name: place for name, place in positions.items() if is_in(name, shares)}


def among(positions: Positions, names: Iterable[str]) -> dict[str, int]:
    """Where these partitions stand; 0 where nothing is known of one."""
    return {name: positions.get(name, 0) for name in names}


def within(record: Record, bounds: Mapping[str, int]) -> bool:
    """Whether another consumer with these positions is already past the record."""
    return record.offset < bounds.get(partition_of(record), 0)
