"""OpenTelemetry: traces become task runs, logs become log records."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
