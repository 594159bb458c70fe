"""Where envelopes go: a file of UTF-8 lines that is readable at any time, or a stream that is open already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

Json = dict[str, Any]


class Sink:
    """Writes one envelope per line and lets the system have them at once."""

    def __init__(self, path: str | None, stream: TextIO | None = None) -> None:
        self._stream, self._own = stream, stream is None
        if stream is None:
            target = Path(path or "messages.ndjson")
            target.parent.mkdir(parents=True, exist_ok=True)
            # A lone half of a surrogate pair has no form in UTF-8; it becomes a question mark.
            self._stream = target.open("w", encoding="utf-8", errors="replace", newline="\n")

    def write(self, envelopes: Iterable[Json]) -> None:
        """Write the envelopes. Raises OSError where the disk says no."""
        if self._stream is not None:
            for envelope in envelopes:
                self._stream.write(json.dumps(envelope, ensure_ascii=not self._own, separators=(",", ":")) + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Close what was opened here."""
        if self._own and self._stream is not None:
            self._stream.close()
        self._stream = None
