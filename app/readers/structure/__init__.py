"""Import graphs of other languages."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
