"""In which windows each cell was written: one bit each, so that a late statement finds where its reign ends."""

import numpy as np
from numpy.typing import NDArray

from app.columnar.runs import Cells


class Written:
    """Rows are cells, columns are windows. A bit that is missing costs time, never truth: the next word on
    a cell is then sought further on, and readers compare the times anyway."""

    def __init__(self) -> None:
        self._bits = np.zeros((0, 8), np.uint8)

    def mark(self, window: int, cell: int) -> None:
        """The cell was written in the window."""
        self._make_room(cell + 1, window)
        self._bits[cell, window >> 3] |= 1 << (window & 7)

    def close_window(self, window: int, cells: Cells, count: int) -> bytes:
        """These cells were written in the window; the same as bytes, for ``load``."""
        self._make_room(count, window)
        fresh = np.zeros(count, np.uint8)
        fresh[cells] = 1
        self._bits[:count, window >> 3] |= fresh << np.uint8(window & 7)
        return np.packbits(fresh).tobytes()

    def load(self, window: int, body: bytes) -> None:
        """Take in what ``close_window`` gave."""
        self.close_window(window, *_cells_in(body))

    def next_after(self, cell: int, window: int, windows: int) -> int:
        """The first later window in which the cell was written, or ``windows``."""
        if cell >= len(self._bits):
            return windows
        later = np.unpackbits(self._bits[cell], bitorder="little")[window + 1 : windows]
        found = int(later.argmax()) if len(later) else 0
        return window + 1 + found if len(later) and later[found] else windows

    def _make_room(self, cells: int, window: int) -> None:
        rows, columns = self._bits.shape
        if cells > rows or window >> 3 >= columns:
            wider = columns * 2 if window >> 3 >= columns else columns
            roomy = np.zeros((max(rows, cells + cells // 4), wider), np.uint8)
            roomy[:rows, :columns] = self._bits
            self._bits = roomy


def _cells_in(body: bytes) -> tuple[NDArray[np.int32], int]:
    fresh = np.unpackbits(np.frombuffer(body, np.uint8))
    return np.flatnonzero(fresh).astype(np.int32), len(fresh)
