"""What a variable takes: its text → the value, or SetupError that names the variable and what it takes."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from app.errors import SetupError

DAY_MS: Final = 86_400_000
_UNITS: Final = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": DAY_MS}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def port(variable: str, text: str) -> int:
    """``8050``."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SetupError(f"{variable} takes a port number from 1 to 65535, found {text!r}")
    return int(text)


def rate(variable: str, text: str) -> int:
    """Requests a second; 0 is any number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise SetupError(f"{variable} takes a number of requests a second, or 0 for any number, found {text!r}")
    return int(text)


def duration(variable: str, text: str) -> int:
    """Milliseconds of ``90s``, ``1m``, ``12h`` or ``30d``."""
    found = re.fullmatch(r"(\d{1,9})([smhd])", text)
    if not found or not int(found[1]):
        raise SetupError(f"{variable} takes a duration such as 1m, 12h or 30d, found {text!r}")
    return int(found[1]) * _UNITS[found[2]]


def folder(text: str) -> Path:
    """A folder that is there, or will be."""
    return Path(text).expanduser().absolute()


def folders(variable: str, text: str) -> Iterator[Path]:
    """Folders that are there, separated as in PATH."""
    for part in filter(None, text.split(os.pathsep)):
        if not folder(part).is_dir():
            raise SetupError(f"{variable} names {part!r}, which is no folder")
        yield folder(part)


def one_of(variable: str, words: Sequence[str], text: str) -> str:
    """One of these words."""
    if text not in words:
        raise SetupError(f"{variable} takes one of {', '.join(words)}, found {text!r}")
    return text


def name(variable: str, text: str) -> str:
    """A name that files, topics and databases can carry."""
    if not _NAME.fullmatch(text):
        raise SetupError(f"{variable} takes 1 to 64 letters, digits, dots, dashes or underscores, found {text!r}")
    return text
