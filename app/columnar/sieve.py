"""A sieve in front of the seen keys: says of most new hashes at once that they were never seen."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Halves = NDArray[np.uint64]
_BITS_PER_HASH: Final = 16
_SMALLEST: Final = 20


class Sieve:
    """One bit per slot, slots by the upper bits of a hash; about one stranger in twenty slips through at most."""

    def __init__(self, expected: int) -> None:
        self._width = max(_SMALLEST, (2 * expected * _BITS_PER_HASH).bit_length())
        self._bits = np.zeros(1 << (self._width - 3), np.uint8)
        self._count = 0

    @property
    def full(self) -> bool:
        """Whether it lets too many through by now."""
        return self._count * _BITS_PER_HASH > 1 << self._width

    def holds_back(self, hashes: Halves) -> NDArray[np.bool_]:
        """Which of these were surely never seen."""
        slot, bit = self._places(hashes)
        unseen: NDArray[np.bool_] = self._bits[slot] & bit == 0
        return unseen

    def add(self, hashes: Iterable[Halves]) -> None:
        """These were seen."""
        for some in hashes:
            slot, bit = self._places(some)
            np.bitwise_or.at(self._bits, slot, bit)
            self._count += len(some)

    def _places(self, hashes: Halves) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        upper = (hashes >> np.uint64(64 - self._width)).astype(np.int64)
        return upper >> 3, np.left_shift(1, upper & 7).astype(np.uint8)
