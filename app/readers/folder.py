"""Files and folders from disk, one outcome each: read, refused with place and reason, or unknown.

A file is gone through once without telling anything, so that a refused file leaves nothing behind;
then its events are handed on while it is gone through again. A folder whose ``timeline.csv`` is the
index of a timeline is one input, together with the graphs and contract results beside it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from app.domain.events import Event
from app.errors import BadFile, UnknownFormat
from app.readers.origin import Origin
from app.readers.progress import Meter, metered
from app.readers.recognise import recognise
from app.readers.source import Source, head
from app.readers.timeline import FORMAT, INDEX, Timeline, is_index, read_timeline

OriginFor = Callable[[Path, int], Origin]
"""Where a file belongs, given its path and its modification time (ms)."""

OnProgress = Callable[[Path, int], None]
"""Told how many more bytes of a file (or timeline) are done with; the sum is ``total_size`` in the end."""


@dataclass(frozen=True)
class Outcome:
    """What became of one input. ``events`` may be gone through any number of times; only ``read`` has some.

    ``count`` is how many events there are; ``place`` and ``reason`` say why a file was not read.
    """

    path: Path
    state: Literal["read", "refused", "unknown"]
    format: str = ""
    count: int = 0
    reason: str = ""
    place: str = ""
    size: int = 0
    events: Iterable[Event] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Events:
    """Events that are read anew each time somebody goes through them."""

    read: Callable[[], Iterator[Event]]

    def __iter__(self) -> Iterator[Event]:
        return self.read()


def read_paths(
    paths: Iterable[Path], origin_for: OriginFor, on_progress: OnProgress | None = None
) -> Iterator[Outcome]:
    """One outcome per file, or timeline, under these paths, in order of path. Hidden files are passed over.

    The caller goes through ``events`` of an outcome before asking for the next one, or later; nothing
    is held. A path that does not exist is refused like a file that cannot be read.
    """
    tell = on_progress or (lambda _path, _count: None)
    for path in paths:
        for found in _inputs(path):
            meter = Meter(_size(found), partial(tell, found))
            yield _outcome(found, origin_for, meter)
            meter.finish()


def total_size(paths: Iterable[Path]) -> int:
    """The bytes of everything that ``read_paths`` would go through."""
    return sum(_size(found) for path in paths for found in _inputs(path))


def _inputs(path: Path) -> Iterator[Path]:
    """Files, and folders that are a timeline."""
    if not path.is_dir():
        yield path
        return
    try:
        inside = sorted(child for child in path.iterdir() if not child.name.startswith("."))
        timeline = _is_timeline(path)
    except (OSError, BadFile):
        yield path
        return
    if timeline:
        yield path
        inside = [child for child in inside if not _belongs_to_timeline(child)]
    for child in inside:
        if child.is_file() or (child.is_dir() and not child.is_symlink()):
            yield from _inputs(child)


def _is_timeline(folder: Path) -> bool:
    index = folder / INDEX
    return index.is_file() and is_index(head(_source(index)))


def _belongs_to_timeline(path: Path) -> bool:
    return path.name == INDEX or path.name.endswith((".graph.json", ".contracts.json"))


def _source(path: Path, meter: Meter | None = None) -> Source:
    def opened() -> BinaryIO:
        file = path.open("rb")
        return metered(file, meter) if meter else file

    return Source(path.name, path.stat().st_size, opened)


def _size(path: Path) -> int:
    try:
        return _timeline(path).size if path.is_dir() else path.stat().st_size
    except OSError:
        return 0


def _timeline(folder: Path, meter: Meter | None = None) -> Timeline:
    files = (child for child in folder.iterdir() if child.is_file() and _belongs_to_timeline(child))
    return Timeline({child.name: _source(child, meter) for child in files})


def _outcome(path: Path, origin_for: OriginFor, meter: Meter) -> Outcome:
    """Recognise, go through once, and say how it went."""
    size = _size(path)
    try:
        name, read = _reading(path, origin_for, meter)
        count = sum(1 for _ in read())
    except UnknownFormat as flaw:
        return Outcome(path, "unknown", reason=flaw.reason, place=flaw.place, size=size)
    except BadFile as flaw:
        return Outcome(path, "refused", reason=flaw.reason, place=flaw.place, size=size)
    return Outcome(path, "read", name, count, size=size, events=_Events(read))


def _reading(path: Path, origin_for: OriginFor, meter: Meter) -> tuple[str, Callable[[], Iterator[Event]]]:
    """The format and a way to its events, which are gone through twice: to check them, and to hand them on."""
    try:
        if path.is_dir():
            timeline = _timeline(path, meter)
            origin = origin_for(path, _modified(path / INDEX))
            meter.passes = 2
            return FORMAT, lambda: read_timeline(timeline, origin)
        source, origin = _source(path, meter), origin_for(path, _modified(path))
    except OSError as flaw:
        raise BadFile(f"cannot be read: {flaw.strerror or flaw}") from flaw
    if not path.is_file():
        raise BadFile("neither a file nor a folder")
    reader = recognise(head(_source(path)), path.name)
    meter.passes = 2 * reader.passes
    return reader.name, lambda: reader.read(source, origin)


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns // 1_000_000
