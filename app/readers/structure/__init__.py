"""Import graphs of other languages."""

from typing import Final

from app.readers.reader import Reader
from app.readers.structure import cruise

READERS: Final[tuple[Reader, ...]] = (Reader(cruise.FORMAT, cruise.read, cruise.fits),)
