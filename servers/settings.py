"""Where the servers of this machine lie and which of them are wanted: ``MC_…`` variables, read once.

====================  ===============================================================  ======================
variable              what it says                                                     without it
====================  ===============================================================  ======================
``MC_SERVERS``        the folder of everything the servers are made of and keep        see default_folder
``MC_SERVERS_SHIFT``  added to every port, so that a second set runs beside the first  0
``MC_WITHOUT``        servers that are left out, separated by commas                   (none)
``MC_NEO4J_PASSWORD`` the password of Neo4j's user ``neo4j``, at its first start       mission-control
====================  ===============================================================  ======================
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[1]
SHIFT_LIMIT: Final = 10_000


class Misset(Exception):
    """A variable holds what it does not take; the text names it and says what it takes."""


@dataclass(frozen=True)
class Settings:
    """One run's settings; ``without`` holds names of servers and of groups of servers."""

    state: Path
    shift: int = 0
    without: frozenset[str] = frozenset()
    password: str = "mission-control"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that these variables describe. Raises Misset."""
    folder = environ.get("MC_SERVERS", "")
    return Settings(
        state=Path(folder).expanduser().absolute() if folder else default_folder(),
        shift=_shift(environ.get("MC_SERVERS_SHIFT") or "0"),
        without=frozenset(filter(None, (name.strip() for name in environ.get("MC_WITHOUT", "").split(",")))),
        password=_password(environ.get("MC_NEO4J_PASSWORD") or "mission-control"),
    )


def default_folder(checkout: Path = CHECKOUT) -> Path:
    """``.servers`` in the checkout; for root, whose own home is closed to the user that PostgreSQL runs as, a folder
    that all can enter."""
    if os.geteuid() == 0 and not open_to_all(checkout):
        return Path("/var/lib/mission-control-servers")
    return checkout / ".servers"


def open_to_all(folder: Path) -> bool:
    """Whether every user of this machine may enter the folder."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _shift(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= SHIFT_LIMIT):
        raise Misset(f"MC_SERVERS_SHIFT takes a number from 0 to {SHIFT_LIMIT}, found {text!r}")
    return int(text)


def _password(text: str) -> str:
    if len(text) < 8:
        raise Misset("MC_NEO4J_PASSWORD takes 8 characters or more, as Neo4j wants it")
    return text
