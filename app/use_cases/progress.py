"""How far the ingest worker has come with the log."""

from collections.abc import Mapping
from typing import Final

import msgspec

from app.domain.events import STREAMS
from app.ports import EventLog, GraphStore

CONSUMER: Final = "ingest"
"""The name under which the graph's writer keeps its positions."""

JUDGE: Final = "conclude"
"""The name under which it keeps how far what was taken in has been judged."""

MANY: Final = 1000


class Progress(msgspec.Struct, frozen=True):
    """``lag`` counts the records not yet taken in, up to MANY."""

    ends: dict[str, int]
    positions: dict[str, int]
    lag: int


def progress(log: EventLog, graph: GraphStore) -> Progress:
    """Where the log ends, and where the worker is."""
    ends, positions = log.ends(STREAMS), graph.positions(CONSUMER)
    lag = 0 if reached(positions, ends) else len(log.read(STREAMS, positions, MANY))
    return Progress(ends, positions, lag)


def reached(positions: Mapping[str, int], ends: Mapping[str, int]) -> bool:
    """Whether a consumer at ``positions`` has seen everything before ``ends``."""
    return all(positions.get(partition, 0) >= end for partition, end in ends.items())
