"""What lies in Neo4j, as its own tool copies it: into a file, and back. The server is stopped meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from servers.catalogue import SERVERS, wanted
from servers.java import NONE, newest
from servers.neo4j import admin
from servers.process import read_record
from servers.server import Broken, Place
from servers.settings import Settings
from servers.supervisor import Supervisor
from servers.table import troubles

DATABASE: Final = "neo4j"
"""The one database of the Community edition; its dump is ``neo4j.dump``."""


def dump(settings: Settings, folder: Path) -> Path:
    """Write the dump into the folder, in place of one that is there. Raises Broken."""
    folder.mkdir(parents=True, exist_ok=True)
    with _stopped(settings) as place:
        admin(place, "database", "dump", DATABASE, f"--to-path={folder}", "--overwrite-destination=true")
    return folder / f"{DATABASE}.dump"


def load(settings: Settings, folder: Path) -> Path:
    """Let the server hold what the dump in the folder does. Raises Broken."""
    file = folder / f"{DATABASE}.dump"
    if not file.is_file():
        raise Broken(f"there is no {file}")
    with _stopped(settings) as place:
        admin(place, "database", "load", DATABASE, f"--from-path={folder}", "--overwrite-destination=true")
    return file


@contextmanager
def _stopped(settings: Settings) -> Iterator[Place]:
    """Where the server lies; it runs again afterwards, however that went, if it did before."""
    (server,) = wanted(["neo4j"])
    place, supervisor = server.place(settings, newest() or NONE), Supervisor(settings, SERVERS)
    ran = read_record(place.record) is not None
    supervisor.stop([server])
    try:
        yield place
    finally:
        states = supervisor.start([server]) if ran else []
    if lines := troubles(states):
        raise Broken("; ".join(lines))
