"""Maps on their way to the browser: a small header in JSON, then the columns as they lie in memory, packed once.

Four bytes give the length of the header (little-endian, the header is padded with blanks to a multiple of four); its
``columns`` say for each column its name, its type (``u1``, ``i4``, ``f4`` or ``text``: lines of UTF-8), where it
begins behind the header, and its length in bytes. Each column begins at a multiple of four.
"""

import gzip
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import zstandard

from app.lenses.views.mapping import KINDS, TIES, Column, MapPatch, MapView, Region

_TYPES: Final = {"uint8": "u1", "int32": "i4", "float32": "f4"}
_LEVEL: Final = 6


def whole(view: MapView) -> bytes:
    """The whole map."""
    on = view.ground
    says = {
        "kind": "map",
        "lens": view.lens,
        "version": view.version,
        "faces": view.faces,
        "kinds": KINDS,
        "ties": TIES,
    }
    columns: dict[str, Column | Sequence[str]] = {
        "x": on.x,
        "y": on.y,
        "homes": on.homes,
        "sources": on.sources,
        "targets": on.targets,
        "kindOf": on.kinds,
        "states": view.states,
        "tieOf": view.ties,
        "ids": on.ids,
        "labels": on.labels,
    }
    return written({**says, "regions": regions(on.regions)}, columns)


def change(way: MapPatch) -> bytes:
    """What leads from one map to the next."""
    says = {"kind": "patch", "before": way.before, "version": way.version}
    columns: dict[str, Column | Sequence[str]] = {
        "gone": way.gone,
        "came": way.came,
        "at": way.at,
        "x": way.x,
        "y": way.y,
        "homes": way.homes,
        "linesGone": way.lines.gone,
        "sources": way.lines.sources,
        "targets": way.lines.targets,
        "tieOf": way.lines.ties,
        "kindOf": way.kinds,
        "states": way.states,
        "ids": way.ids,
        "labels": way.labels,
    }
    return written({**says, "regions": None if way.regions is None else regions(way.regions)}, columns)


def regions(listed: Sequence[Region]) -> dict[str, list[Any]]:
    """Regions as columns: one list per field."""
    return {field: [getattr(one, field) for one in listed] for field in Region.__struct_fields__}


def packed(body: bytes, accepts: str) -> tuple[bytes, str]:
    """The bytes packed as the browser can unpack them, and the name of the packing; empty for none."""
    if "zstd" in accepts:
        return zstandard.ZstdCompressor(level=_LEVEL).compress(body), "zstd"
    if "gzip" in accepts:
        return gzip.compress(body, _LEVEL), "gzip"
    return body, ""


def written(says: Mapping[str, object], columns: Mapping[str, Column | Sequence[str]]) -> bytes:
    """The header and, one after the other, the columns."""
    parts, told, at = [], [], 0
    for name, column in columns.items():
        kind, body = _column(column)
        told.append((name, kind, at, len(body)))
        parts.append(body + b"\0" * (-len(body) % 4))
        at += len(parts[-1])
    header = msgspec.json.encode({**says, "columns": told})
    header += b" " * (-len(header) % 4)
    return b"".join((len(header).to_bytes(4, "little"), header, *parts))


def _column(column: Column | Sequence[str]) -> tuple[str, bytes]:
    if isinstance(column, np.ndarray):
        return _TYPES[column.dtype.name], column.tobytes()
    return "text", "\n".join(text.replace("\n", " ") for text in column).encode()
