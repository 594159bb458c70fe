"""The graph store over one SQLite file."""

from collections.abc import Callable
from pathlib import Path

from app.adapters.sqlite_graph.file import GraphFile
from app.columnar import WINDOW, ColumnarGraph


class SqliteGraph(ColumnarGraph):
    """A GraphStore in the file ``path``; with ``read_only`` it may be opened before the file exists.

    ``window``: after how many entries of a scope a window is sealed. ``still`` is called at the start of each
    writing and may refuse it.
    """

    def __init__(
        self, path: Path, read_only: bool = False, window: int = WINDOW, still: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(GraphFile(path, read_only, still=still), window)
