"""Sets of servers beside the usual ones never get in each other's way, however many are started at once."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from app.settings import HOST
from servers.mortal import STEP, free_shift
from servers.neo4j import neo4j
from servers.settings import read_settings

USUAL = read_settings({name: value for name, value in os.environ.items() if name != "MC_SERVERS_SHIFT"})


@contextmanager
def listening(port: int) -> Iterator[None]:
    with socket.create_server((HOST, port)):
        yield


def test_sets_that_begin_at_once_get_ports_of_their_own_before_any_of_them_listens() -> None:
    with ExitStack() as all_of_them:
        shifts = [all_of_them.enter_context(free_shift(USUAL, ["neo4j"])) for _ in range(3)]
        assert len(set(shifts)) == 3
    with free_shift(USUAL, ["neo4j"]) as again:
        assert again <= max(shifts)


def test_a_set_passes_by_where_somebody_has_one_of_its_ports() -> None:
    with free_shift(USUAL, ["neo4j"]) as first:
        pass
    with listening(neo4j().ports["http"] + first), free_shift(USUAL, ["neo4j"]) as second:
        assert second > first
        assert second % STEP == 0
