"""Snapshots of the stores in a file; its parts are stores in SQLite, wherever they were copied from.

SQLite stores are copied in the order measures, search, audit log, graph, all seen as they were when the copying
began; so what follows the graph is never ahead of it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import apsw
import msgspec

from app.adapters.sqlite_snapshots.bundle import members, pack, part_of, plainly, too_new, unpack
from app.errors import BadRequest, SchemaTooNew, StoreUnavailable
from app.ports import AuditBook, Copies, GraphStore, Manifest, MetricStore, SearchIndex

SCRATCH: Final = ".snapshot"


class Places(msgspec.Struct, frozen=True):
    """Where the stores lie: the file that holds the graph just now, the measures, the search index, the audit log."""

    graph: Path
    metrics: Path
    search: Path
    audit: Path


class Openers(msgspec.Struct, frozen=True):
    """How a store is opened from its file."""

    graph: Callable[[Path], GraphStore]
    metrics: Callable[[Path], MetricStore]
    search: Callable[[Path], SearchIndex]
    audit: Callable[[Path], AuditBook]


class _Copies:
    """``app.ports.Copies`` in a folder."""

    def __init__(self, folder: Path, openers: Openers) -> None:
        self.folder = folder
        self.graph = openers.graph(folder / "graph.db")
        self.metrics = openers.metrics(folder / "metrics.db")
        self.search = openers.search(folder / "search.db")
        self.audit = openers.audit(folder / "audit.db")

    def ping(self) -> None:
        for store in (self.graph, self.metrics, self.search, self.audit):
            store.ping()

    def close(self) -> None:
        for store in (self.graph, self.metrics, self.search, self.audit):
            store.close()


class SnapshotFiles:
    """What all ``app.ports.Snapshots`` share: the file; only one process at a time may be at it in a data folder."""

    def __init__(self, folder: Path, openers: Openers) -> None:
        self._folder, self._openers = folder, openers

    def write(self, file: Path, copies: Copies, manifest: Manifest) -> Manifest:
        assert isinstance(copies, _Copies)
        copies.close()
        files = [copies.folder / f"{name}.db" for name in ("graph", "metrics", "search", "audit")]
        whole = msgspec.structs.replace(manifest, parts=tuple(map(part_of, files)))
        unfinished = file.with_name(f".{file.name}.part")
        try:
            pack(unfinished, whole, files)
            unfinished.rename(file)
        except OSError as flaw:
            unfinished.unlink(missing_ok=True)
            raise BadRequest(f"{file} cannot be written: {flaw.strerror or flaw}") from flaw
        return whole

    def manifest(self, file: Path) -> Manifest:
        with plainly(file), members(file) as (manifest, _):
            return manifest

    @contextmanager
    def unpacked(self, file: Path) -> Iterator[Copies]:
        with self._scratch() as folder:
            with plainly(file), members(file) as (manifest, tar):
                unpack(tar, {part.name: part for part in manifest.parts}, folder)
            with self._opened(folder) as copies:
                try:
                    copies.ping()
                except SchemaTooNew as flaw:
                    raise too_new(file, manifest.program) from flaw
                yield copies

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder that is gone afterwards; one that was left behind by a process that died is gone before."""
        place = self._folder / SCRATCH
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def _opened(self, folder: Path) -> Iterator[_Copies]:
        copies = _Copies(folder, self._openers)
        try:
            yield copies
        finally:
            copies.close()


class SqliteSnapshots(SnapshotFiles):
    """``app.ports.Snapshots`` of SQLite stores. ``adopt``: how a file becomes a graph that stands beside the one in
    use."""

    def __init__(
        self, folder: Path, places: Callable[[], Places], openers: Openers, adopt: Callable[[Path], str]
    ) -> None:
        super().__init__(folder, openers)
        self._places, self._adopt = places, adopt

    @contextmanager
    def copied(self) -> Iterator[Copies]:
        places = self._places()
        with self._scratch() as folder, ExitStack() as reading:
            try:
                sources = [
                    (name, reading.enter_context(_seen_now(file)))
                    for name in ("metrics", "search", "audit", "graph")
                    if (file := getattr(places, name)).exists()
                ]
                for name, source in sources:
                    _copy(source, folder / f"{name}.db")
            except apsw.Error as flaw:
                raise StoreUnavailable(f"the stores of {self._folder} cannot be copied: {flaw}") from flaw
            with self._opened(folder) as copies:
                yield copies

    def put_graph(self, copies: Copies) -> str:
        assert isinstance(copies, _Copies)
        copies.graph.close()
        return self._adopt(copies.folder / "graph.db")

    def put_others(self, copies: Copies) -> None:
        assert isinstance(copies, _Copies)
        places = self._places()
        copies.close()
        for place in (places.metrics, places.search, places.audit):
            with _seen_now(copies.folder / place.name) as source:
                _copy(source, place)


@contextmanager
def _seen_now(file: Path) -> Iterator[apsw.Connection]:
    """A connection that goes on seeing the file as it is now, whoever writes to it."""
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.set_busy_timeout(10_000)
        connection.execute("BEGIN")
        list(connection.execute("SELECT count(*) FROM sqlite_schema"))
        yield connection
    finally:
        connection.close()


def _copy(source: apsw.Connection, target: Path) -> None:
    """Make the target hold what the source sees; whoever reads the target sees all of it at once, or nothing."""
    copy = apsw.Connection(str(target))
    try:
        copy.set_busy_timeout(10_000)
        with copy.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(10_000)
    finally:
        copy.close()
