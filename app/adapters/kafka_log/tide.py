"""How far partitions are settled at a moment, and which of them are calm: all that their leaders have is in sight.

Where one is not, a transaction is open, or copies are awaited: for milliseconds, and for seconds when a broker was
lost. What is stamped already will be seen later then. Nobody may ask a leader what it hides; but asked for its newest
record it answers nothing while that is out of sight.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from confluent_kafka.admin import OffsetSpec

from app.adapters.kafka_log.brokers import Brokers
from app.adapters.kafka_log.flaws import TOO_OLD, error_of
from app.errors import StoreUnavailable

_NEWEST: Final = OffsetSpec.max_timestamp()


class Tide(NamedTuple):
    """The horizon as an acceptance, per lane how far it is settled, and the lanes that hide nothing older."""

    horizon: int
    settled: Mapping[int, int]
    calm: frozenset[int]


def look(brokers: Brokers, lanes: Collection[int], horizon: int) -> Tide:
    """The tide, for a horizon that was taken before. Raises StoreUnavailable.

    What hides is seen by the newest record. So a lane that has nothing in sight counts as calm, as does one in which
    the first of a millisecond is in sight and the last is not.
    """
    unseen = _unseen(brokers, lanes)
    written, settled = brokers.both_ends(
        lanes
    )  # in any order: what was written before lies below both, or is not calm
    starts = brokers.starts(lane for lane in unseen if settled[lane] > 0)
    hiding = {lane for lane, start in starts.items() if start < settled[lane]}
    calm = frozenset(lane for lane in lanes if lane not in hiding and settled[lane] >= written[lane])
    return Tide(horizon, settled, calm)


def _unseen(brokers: Brokers, lanes: Collection[int]) -> list[int]:
    """Lanes whose newest record is not in sight, or that hold none. Brokers before 3.0 cannot say: none, then."""
    try:
        newest = brokers.offsets(lanes, _NEWEST, True)
    except StoreUnavailable as flaw:
        if error_of(flaw.__cause__) in TOO_OLD:
            return []
        raise
    return [lane for lane, offset in newest.items() if offset < 0]
