"""The file of a snapshot: a tar of the stores, compressed with zstd; the manifest comes first."""

import hashlib
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

import msgspec
import zstandard

from app.errors import BadFile, BadRequest, SchemaTooNew
from app.ports import Manifest, Part
from app.ports.snapshots import FORMAT

STORES: Final = ("graph.db", "metrics.db", "search.db", "audit.db")
MANIFEST: Final = "manifest.json"
_LARGEST_MANIFEST: Final = 64 * 1024 * 1024
_STRETCH: Final = 1 << 20
_LEVEL: Final = 6
_UNREADABLE: Final = (OSError, EOFError, tarfile.TarError, zstandard.ZstdError, msgspec.MsgspecError)


def part_of(file: Path) -> Part:
    """What the manifest says of a store."""
    with file.open("rb") as opened:
        return Part(file.name, file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest())


def pack(target: Path, manifest: Manifest, files: list[Path]) -> None:
    """Write the file, on disk for good."""
    with target.open("wb") as file:
        with (
            zstandard.ZstdCompressor(_LEVEL).stream_writer(file, closefd=False) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            text = msgspec.json.encode(manifest)
            head = tarfile.TarInfo(MANIFEST)
            head.size = len(text)
            tar.addfile(head, BytesIO(text))
            for source in files:
                tar.add(source, source.name)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def plainly(file: Path) -> Iterator[None]:
    """Whatever is wrong with the file is said as BadFile; that there is none, as BadRequest."""
    try:
        yield
    except FileNotFoundError as flaw:
        raise BadRequest(f"there is no file {file}") from flaw
    except _UNREADABLE as flaw:
        raise BadFile(f"{file} is no snapshot, or is damaged: {flaw}") from flaw


@contextmanager
def members(file: Path) -> Iterator[tuple[Manifest, tarfile.TarFile]]:
    """The manifest, and the tar behind it."""
    with (
        file.open("rb") as opened,
        zstandard.ZstdDecompressor().stream_reader(opened) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as tar,
    ):
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > _LARGEST_MANIFEST:
            raise BadFile(f"{file} is no snapshot of Mission Control: it does not begin with a manifest")
        body = tar.extractfile(first)
        assert body is not None
        yield _manifest(file, body.read()), tar


def _manifest(file: Path, text: bytes) -> Manifest:
    said = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    form = msgspec.json.decode(said.get("format", msgspec.Raw(b"0")), type=int)
    if form > FORMAT:
        raise too_new(file, msgspec.json.decode(said.get("program", msgspec.Raw(b'"?"')), type=str))
    return msgspec.json.decode(text, type=Manifest)


def too_new(file: Path, program: str) -> SchemaTooNew:
    """What to do about a file of a later program."""
    return SchemaTooNew(
        f"{file} was written by a newer Mission Control ({program}) than this one, in a form that is not known here: "
        "update Mission Control, then restore it"
    )


def unpack(tar: tarfile.TarFile, parts: Mapping[str, Part], folder: Path) -> None:
    """The parts, each as it was put in. Raises BadFile naming one that is another, or is not there."""
    missing = dict(parts)
    while member := tar.next():
        part = missing.pop(member.name, None)
        body = tar.extractfile(member)
        if part is None or body is None or part.name not in STORES:
            raise BadFile(f"the snapshot holds {member.name!r}, which its manifest does not name")
        if _written(body, folder / part.name) != part.sha256:
            raise BadFile(f"{part.name} in the snapshot is damaged: its digest is another one")
    if missing:
        raise BadFile(f"the snapshot ends before {', '.join(missing)}: was it copied whole?")


def _written(body: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while stretch := body.read(_STRETCH):
            digest.update(stretch)
            file.write(stretch)
    return digest.hexdigest()
