"""What was wanted: requirements, and contracts from OpenAPI files (R-34)."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
