"""What every port speaks of: the clock, and positions in the log."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Clock = Callable[[], int]
"""The wall clock: milliseconds since 1970 (UTC)."""

Positions = Mapping[str, int]
"""Per partition, named ``topic-number``, the offset of the next record to read."""

NOWHERE: Final[Positions] = MappingProxyType({})
"""Positions that say nothing."""
