"""Where a consumer stands in the log."""

from collections.abc import Iterable, Mapping

from app.ports import Record


def partition_of(record: Record) -> str:
    """``topic-number``: how positions name a partition."""
    return f"{record.topic}-{record.partition}"


def after(records: Iterable[Record]) -> dict[str, int]:
    """The positions once these records are done with."""
    return {partition_of(record): record.offset + 1 for record in records}


def within(record: Record, bounds: Mapping[str, int]) -> bool:
    """Whether another consumer with these positions is already past the record."""
    return record.offset < bounds.get(partition_of(record), 0)
