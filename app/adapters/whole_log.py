"""Archive and log as one log: whoever reads from the start reads on where the records have gone."""

import heapq
from collections.abc import Collection, Sequence
from itertools import islice

from app.domain.partitions import is_in
from app.ports import Archive, EventLog, Message, Positions, Record


class WholeLog:
    """``app.ports.EventLog`` over a log whose oldest records may lie in an archive. Consumers that keep up
    never touch the archive."""

    def __init__(self, log: EventLog, archive: Archive) -> None:
        self._log = log
        self._archive = archive

    def append(self, messages: Sequence[Message]) -> list[Record]:
        return self._log.append(messages)

    def read(
        self, topics: Sequence[str], after: Positions, limit: int, shares: Collection[int] | None = None
    ) -> list[Record]:
        archived = self._archive.ends(topics)
        if all(after.get(name, 0) >= end for name, end in archived.items() if is_in(name, shares)):
            return self._log.read(topics, after, limit, shares)
        beyond = {**after, **{name: max(end, after.get(name, 0)) for name, end in archived.items()}}
        parts = (self._archive.read(topics, after, limit, shares), self._log.read(topics, beyond, limit, shares))
        return list(islice(heapq.merge(*parts, key=lambda record: record.accepted), max(limit, 0)))

    def wait(self, timeout_s: float) -> None:
        self._log.wait(timeout_s)

    def commit(self, group: str, positions: Positions) -> None:
        self._log.commit(group, positions)

    def committed(self, group: str) -> dict[str, int]:
        return self._log.committed(group)

    def ends(self, topics: Sequence[str]) -> dict[str, int]:
        return self._log.ends(topics)

    def seek(self, topics: Sequence[str], known_ms: int) -> dict[str, int]:
        return {**self._log.seek(topics, known_ms), **self._archive.seek(topics, known_ms)}

    def trim(self, before: Positions) -> int:
        return self._log.trim(before)

    def begin(self, positions: Positions, accepted: int) -> None:
        self._log.begin(positions, accepted)

    def remark(self) -> str:
        return self._log.remark()

    def ping(self) -> None:
        self._log.ping()

    def close(self) -> None:
        self._log.close()
