"""A second set of some servers, in a folder of its own, which may be killed; the usual ones are left alone."""

import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.settings import HOST
from servers import probe
from servers.catalogue import SERVERS, variables, wanted
from servers.java import NONE, newest
from servers.process import Record, read_record
from servers.server import Broken, Place
from servers.settings import SHIFT_LIMIT, Settings
from servers.supervisor import Supervisor
from servers.table import troubles

STEP: Final = 500
"""Sets lie so many ports apart."""
SIGN: Final = 15_000
"""No server has this port or one that is a shift after it: who holds that has the set of servers of this shift."""


class Mortals:
    """The servers of these names; all of them run, unless somebody killed them."""

    def __init__(self, settings: Settings, names: Sequence[str]) -> None:
        self.settings: Final = settings
        self._servers = {server.name: server for server in wanted(names)}
        self._supervisor = Supervisor(settings, SERVERS)

    @property
    def names(self) -> list[str]:
        """Each of them by its own name."""
        return list(self._servers)

    def variables(self) -> dict[str, str]:
        """Where they are, as the product wants it said."""
        return variables(self._servers.values(), self.settings)

    def processes(self) -> dict[str, Record]:
        """The process of each that runs."""
        found = {name: read_record(one.place(self.settings).record) for name, one in self._servers.items()}
        return {name: record for name, record in found.items() if record}

    def place(self, name: str) -> Place:
        """Where the server of this name lies."""
        return self._servers[name].place(self.settings, newest() or NONE)

    def stop(self, names: Sequence[str]) -> None:
        """End them as they wish to be ended."""
        self._supervisor.stop([self._servers[name] for name in names])

    def kill(self, names: Sequence[str]) -> None:
        """End them as a crash would, all at once."""
        self._supervisor.kill([self._servers[name] for name in names])

    def revive(self, names: Sequence[str]) -> None:
        """Start them, and return when they answer. Raises Broken."""
        states = self._supervisor.start([self._servers[name] for name in names])
        if lines := troubles(states):
            raise Broken("; ".join(lines))


@contextmanager
def mortals(usual: Settings, names: Sequence[str]) -> Iterator[Mortals]:
    """Started, of the same packages as the usual ones. In the end nothing is left of them. Raises Broken."""
    folder = Path(tempfile.mkdtemp(prefix="mission-control-mortal-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own
    packages = usual.state / "lib"
    packages.mkdir(parents=True, exist_ok=True)
    (folder / "lib").symlink_to(packages)
    with free_shift(usual, names) as shift:
        some = Mortals(replace(usual, state=folder, shift=shift, without=frozenset()), names)
        try:
            some.revive(some.names)
            yield some
        finally:
            some.kill(some.names)
            shutil.rmtree(folder)


@contextmanager
def free_shift(usual: Settings, names: Sequence[str]) -> Iterator[int]:
    """The first by which all their ports are free; no other set takes it while the block lasts. Raises Broken."""
    for shift in range(usual.shift + STEP, SHIFT_LIMIT, STEP):
        places = [server.place(replace(usual, shift=shift)) for server in wanted(names)]
        with socket.socket() as sign:
            if not _taken(sign, shift) and all(probe.is_free(port) for one in places for port in one.ports.values()):
                yield shift
                return
    raise Broken("no ports are free for a second set of servers")


def _taken(sign: socket.socket, shift: int) -> bool:
    """Whether another set has the shift, of which the port is the sign: servers take long until they listen."""
    try:
        sign.bind((HOST, SIGN + shift))
    except OSError:
        return True
    return False
