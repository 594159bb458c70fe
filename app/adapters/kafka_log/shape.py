"""Where partitions begin and end: seeking by time, letting go of the oldest, beginning after what lies elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.producer import Writer
from app.adapters.kafka_log.reports import Outgoing
from app.domain.moments import iso, known_ms
from app.errors import BadRequest

_WINDOW: Final = 1 << 14
_POUR: Final = 50_000


class Shape:
    """The shape of the lanes of one log."""

    def __init__(self, brokers: Brokers, writer: Writer) -> None:
        self._brokers = brokers
        self._writer = writer

    def since(self, ends: Mapping[int, int], ms: int) -> dict[int, tuple[int, int]]:
        """Per lane the stretch up to its end that begins where records were accepted at ``ms`` or later.

        A record that was moved on by a millisecond (see ``stamps``) bears the stamp before: it begins a window.
        """
        at = self._stamped(ends, max(ms, 0))
        before = self._stamped(ends, max(ms - 1, 0))
        return {lane: (_moved(before[lane], at[lane]), end) for lane, end in ends.items()}

    def trim(self, before: Mapping[int, int]) -> int:
        """Let go of what lies before these offsets; how many offsets that were."""
        starts = self._brokers.starts(before)
        ends = self._brokers.ends(before)
        cuts = {lane: min(offset, ends[lane]) for lane, offset in before.items()}
        cuts = {lane: cut for lane, cut in cuts.items() if cut > starts[lane]}
        self._cut(cuts)
        return sum(cut - starts[lane] for lane, cut in cuts.items())

    def begin(self, places: Mapping[int, int], ends: Mapping[int, int], accepted: int) -> None:
        """Lanes that end before these places end there from now on.

        Kafka counts offsets without gaps of ours, so they are filled with messages that hold nothing; where nothing
        was before them they are let go of at once, elsewhere readers pass them by.
        """
        written = self._brokers.ends(places, committed=False)
        short = {lane: place for lane, place in places.items() if place > max(ends.get(lane, 0), written[lane])}
        for lane, place in short.items():
            self._check_clock(lane, accepted)
            for count in _portions(place - written[lane] - 1):
                self._writer.pour([_nothing(lane)] * count)
        self._cut({lane: place for lane, place in short.items() if lane not in ends})

    def _check_clock(self, lane: int, accepted: int) -> None:
        """The first of the messages that hold nothing tells the brokers' time."""
        with self._brokers.plain_errors():
            (taken,) = self._writer.pour([_nothing(lane)])
        if taken.ms <= known_ms(accepted):
            raise BadRequest(
                f"the log goes on after {iso(known_ms(accepted))}, and the brokers' clock says {iso(taken.ms)}: "
                "set their clock right, or wait"
            )

    def _stamped(self, ends: Mapping[int, int], ms: int) -> dict[int, int]:
        found = self._brokers.since(ends, ms)
        return {lane: min(found.get(lane, end), end) for lane, end in ends.items()}

    def _cut(self, cuts: Mapping[int, int]) -> None:
        if cuts:
            self._brokers.ask(lambda admin: admin.delete_records(self._brokers.lanes.partitions(cuts)))


def _moved(before: int, at: int) -> int:
    """The first window that begins after ``before`` and ahead of ``at``, if one does, else ``at``."""
    start = (before // _WINDOW + 1) * _WINDOW
    return min(start, at) if before < at else at


def _nothing(lane: int) -> Outgoing:
    return Outgoing(lane, None, None)


def _portions(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, _POUR)
        count -= _POUR
