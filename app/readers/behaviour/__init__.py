"""Test results and features beside Cucumber messages and JUnit XML."""

from typing import Final

from app.readers.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
