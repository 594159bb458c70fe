"""What a command prints: whole into a file, and as bounded log records with the trace of the attempt."""

from collections import deque
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Final

from app.domain.payloads.dde import LogLine
from app.engines.dag.processes import Channel
from app.engines.dag.request import Clock
from app.errors import StoreUnavailable

Send = Callable[[Channel, list[LogLine]], None]

LONGEST_LINE: Final = 4_000
CHUNK_LINES: Final = 200
CHUNK_MS: Final = 2_000
HEAD_LINES: Final = 2_000
TAIL_LINES: Final = 500
KEPT_TEXT: Final = 262_144
_SEVERITY: Final[dict[Channel, str]] = {"stdout": "INFO", "stderr": "WARN"}


class Output:
    """Takes pieces as they come. The first lines are sent as they come, of the rest the last ones at the end."""

    def __init__(self, file: Path, clock: Clock, send: Send) -> None:
        self._path, self._clock, self._send = file, clock, send
        self._file: FileIO | None = None
        self._partial: dict[Channel, bytearray] = {"stdout": bytearray(), "stderr": bytearray()}
        self._waiting: dict[Channel, list[LogLine]] = {"stdout": [], "stderr": []}
        self._tail: deque[tuple[Channel, LogLine]] = deque(maxlen=TAIL_LINES)
        self._count = 0
        self._kept = bytearray()
        self._sent_at = clock()

    @property
    def text(self) -> str:
        """The end of what was printed, on both channels."""
        return self._kept.decode("utf-8", "replace")

    def hear(self, channel: Channel, piece: bytes) -> None:
        """Take a piece of the output; where nothing comes, what waits goes on its way. Raises StoreUnavailable."""
        if not piece:
            self._flush_in_time()
            return
        self._keep(piece)
        del self._kept[:-KEPT_TEXT]
        partial = self._partial[channel]
        partial += piece
        *whole, rest = bytes(partial).split(b"\n")
        partial[:] = rest if len(rest) <= LONGEST_LINE else b""
        for line in whole if len(rest) <= LONGEST_LINE else [*whole, rest]:
            self._take(channel, line)

    def _keep(self, piece: bytes) -> None:
        """In the file at once, so that it can be followed and survives us. Raises StoreUnavailable."""
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("ab", buffering=0)
            self._file.write(piece)
        except OSError as flaw:
            raise StoreUnavailable(f"{self._path} takes no more: {flaw.strerror}") from flaw
        self._kept += piece

    def _take(self, channel: Channel, line: bytes) -> None:
        body = line[:LONGEST_LINE].decode("utf-8", "replace").rstrip("\r").replace("\x00", "␀")
        if not body.strip():
            return
        self._count += 1
        said = LogLine(at=self._clock(), body=body, severity=_SEVERITY[channel])
        if self._count > HEAD_LINES:
            self._tail.append((channel, said))
            return
        self._waiting[channel].append(said)
        if len(self._waiting[channel]) >= CHUNK_LINES:
            self._flush()
        self._flush_in_time()

    def _flush_in_time(self) -> None:
        if self._clock() - self._sent_at > CHUNK_MS:
            self._flush()

    def _flush(self) -> None:
        for channel, lines in self._waiting.items():
            for first in range(0, len(lines), CHUNK_LINES):
                self._send(channel, lines[first : first + CHUNK_LINES])
            self._waiting[channel] = []
        self._sent_at = self._clock()

    def close(self) -> None:
        """The rest, with a word about what was left out."""
        for channel, partial in self._partial.items():
            if partial:
                self._take(channel, bytes(partial))
        left_out = self._count - HEAD_LINES - len(self._tail)
        if left_out > 0:
            told = f"… {left_out} lines are left out here; all are in {self._path.name} of the run's logs"
            self._waiting["stdout"].append(LogLine(at=self._clock(), body=told))
        for channel, line in self._tail:
            self._waiting[channel].append(line)
        self._flush()
        if self._file is not None:
            self._file.close()
