"""What was wanted: requirements, and contracts from OpenAPI files (R-34)."""

from typing import Final

from app.readers.plans import listings, openapi, tables
from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = (
    Reader(openapi.FORMAT, openapi.read, openapi.fits),
    Reader(listings.FORMAT, listings.read, listings.fits),
    Reader(tables.FORMAT, tables.read, tables.fits),
)
