"""What was taken in and is not judged yet.

It is kept by lane: the partitions of one number, whatever the topic, hold everything of an iteration. Bursts are cut
within a lane, so that what is judged together follows from the log alone, however lanes are shared among workers.
"""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from app.domain.graph import Entry
from app.domain.verdict.checkpoints import bursts
from app.ports import Positions, Record
from workers.positions import within

Burst = list[tuple[Record, Entry | None]]
"""Records in order of acceptance, each with the entry it became, if it could be read."""


class Waiting:
    """Records of one worker, lane by lane."""

    def __init__(self) -> None:
        self._lanes: dict[int, Burst] = {}

    def __bool__(self) -> bool:
        return any(self._lanes.values())

    def add(self, taken: Iterable[tuple[Record, Entry | None]]) -> None:
        """Take these in, which follow on what came before."""
        for item in taken:
            self._lanes.setdefault(item[0].partition, []).append(item)

    def over(self, settled_ms: int, bounds: Positions | None) -> Iterator[Burst]:
        """The bursts within ``bounds`` that can no longer grow, as all accepted before ``settled_ms`` is here."""
        for _, waiting in sorted(self._lanes.items()):
            done = bursts(waiting, lambda item: item[0].accepted, settled_ms)
            yield from done if bounds is None else takewhile(lambda burst: _lies_within(burst, bounds), done)

    def judged(self, burst: Burst) -> None:
        """Forget the first burst of its lane."""
        lane = burst[0][0].partition
        self._lanes[lane] = self._lanes[lane][len(burst) :]


def _lies_within(burst: Burst, bounds: Positions) -> bool:
    return all(within(item, bounds) for item, _ in burst)
