"""Files and folders from disk, one outcome each: read, refused with place and reason, or unknown.

A file is gone through once without telling anything, so that a refused file leaves nothing behind;
then its events are handed on while it is gone through again. Of a folder that holds a format made of
several files (a timeline, Allure results) those are one input; what lies beside them is read by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from app.domain.events import Event
from app.errors import BadFile, UnknownFormat
from app.readers.bundles import BUNDLES, Bundle
from app.readers.origin import Origin
from app.readers.progress import Meter, metered
from app.readers.recognise import recognise
from app.readers.source import Source, head

OriginFor = Callable[[Path, int], Origin]
"""Where a file belongs, given its path and its modification time (ms)."""

OnProgress = Callable[[Path, int], None]
"""Told how many more bytes of a file (or folder) are done with; the sum is ``total_size`` in the end."""


@dataclass(frozen=True)
class Outcome:
    """What became of one input. ``events`` may be gone through any number of times; only ``read`` has some.

    ``count`` is how many events there are; ``place`` and ``reason`` say why a file was not read, or has none.
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
    """One outcome per file, or folder that is one input, in order of path. Hidden files are passed over.

    The caller goes through ``events`` of an outcome before asking for the next one, or later; nothing
    is held. A path that does not exist is refused like a file that cannot be read.
    """
    tell = on_progress or (lambda _path, _count: None)
    for path in paths:
        for found in _inputs(path):
            meter = Meter(found.size, partial(tell, found.path))
            yield _outcome(found, origin_for, meter)
            meter.finish()


def total_size(paths: Iterable[Path]) -> int:
    """The bytes of everything that ``read_paths`` would go through."""
    return sum(found.size for path in paths for found in _inputs(path))


@dataclass(frozen=True)
class _Input:
    """A file, or the files of a folder that are one input."""

    path: Path
    bundle: Bundle | None = None
    members: tuple[Path, ...] = ()

    @property
    def size(self) -> int:
        return sum(_size(member) for member in self.members or (self.path,))

    @property
    def modified_ms(self) -> int:
        return max(member.stat().st_mtime_ns for member in self.members or (self.path,)) // 1_000_000


def _inputs(path: Path) -> Iterator[_Input]:
    """The inputs under a path, in order."""
    if not path.is_dir():
        yield _Input(path)
        return
    try:
        inside = sorted(child for child in path.iterdir() if not child.name.startswith("."))
        bundle, members = _bundle(inside)
    except (OSError, BadFile):
        yield _Input(path)
        return
    if bundle:
        yield _Input(path, bundle, tuple(child for child in inside if child.name in members and child.is_file()))
        inside = [child for child in inside if child.name not in members]
    for child in inside:
        lost = child.is_symlink() and not child.exists()
        if child.is_file() or lost or (child.is_dir() and not child.is_symlink()):
            yield from _inputs(child)


def _bundle(inside: Iterable[Path]) -> tuple[Bundle | None, frozenset[str]]:
    """The format that these files are together, and the names of its members. Raises BadFile."""
    files = {child.name: _source(child) for child in inside if child.is_file()}
    found = ((bundle, bundle.members(files)) for bundle in BUNDLES)
    return next(((bundle, members) for bundle, members in found if members), (None, frozenset()))


def _source(path: Path, meter: Meter | None = None) -> Source:
    def opened() -> BinaryIO:
        file = path.open("rb")
        return metered(file, meter) if meter else file

    return Source(path.name, path.stat().st_size, opened, in_repository(path))


def _size(path: Path) -> int:
    try:
        return 0 if path.is_dir() else path.stat().st_size
    except OSError:
        return 0


def _outcome(found: _Input, origin_for: OriginFor, meter: Meter) -> Outcome:
    """Recognise, go through once, and say how it went."""
    try:
        name, read = _reading(found, origin_for, meter)
        count = sum(1 for _ in read())
        reason = "" if count else _remark(found)
    except UnknownFormat as flaw:
        return Outcome(found.path, "unknown", reason=flaw.reason, place=flaw.place, size=found.size)
    except BadFile as flaw:
        return Outcome(found.path, "refused", reason=flaw.reason, place=flaw.place, size=found.size)
    return Outcome(found.path, "read", name, count, reason, size=found.size, events=_Events(read))


def _remark(found: _Input) -> str:
    """What its reader says of a file that was read and has no events."""
    source = _source(found.path) if found.bundle is None else None
    return recognise(head(source), found.path.name).remark(source) if source else ""


def _reading(found: _Input, origin_for: OriginFor, meter: Meter) -> tuple[str, Callable[[], Iterator[Event]]]:
    """The format and a way to its events, which are gone through twice: to check them, and to hand them on."""
    path, bundle = found.path, found.bundle
    try:
        origin = origin_for(path, found.modified_ms)
        if bundle:
            files = {member.name: _source(member, meter) for member in found.members}
            meter.passes = 2
            return bundle.name, lambda: bundle.read(files, origin)
        source = _source(path, meter)
    except OSError as flaw:
        raise BadFile(f"cannot be read: {flaw.strerror or flaw}") from flaw
    if not path.is_file():
        raise BadFile("neither a file nor a folder")
    reader = recognise(head(_source(path)), path.name)
    meter.passes = 2 * reader.passes
    return reader.name, lambda: reader.read(source, origin)


def in_repository(path: Path) -> str:
    """The path as its repository knows it; as it was given where there is none around it.

    A path that was given relative to where one works stays as it is, for that is how tools name files too.
    """
    if not path.is_absolute() and ".." not in path.parts:
        return path.as_posix()
    whole = path.resolve()
    root = next((folder for folder in whole.parents if (folder / ".git").exists()), None)
    return whole.relative_to(root).as_posix() if root else whole.as_posix()
