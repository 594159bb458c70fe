"""What a graph store promises to several processes: nothing half-written, and readers beside the writer."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from app.domain.fold import first_of_each_key, fold
from app.domain.graph import Entry
from app.domain.moments import AsOf
from app.errors import UnknownIteration
from app.ports import GraphStore
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import PRODUCTS, address
from tests.contracts.graph_processes import PER_BATCH, batch
from tests.contracts.histories import HERE
from tests.contracts.servers import close, offered

KILLS = 3


@pytest.fixture(params=offered(PRODUCTS))
def product(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A product by name; what it holds on a server is removed afterwards."""
    yield request.param
    close(PRODUCTS[request.param].read(address(tmp_path)))


@contextmanager
def writing_elsewhere(product: str, place: Path) -> Iterator[subprocess.Popen[str]]:
    """A writer in a process of its own that has appended at least once; killed (not ended) afterwards."""
    command = [sys.executable, "-m", "tests.contracts.graph_processes", product, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout is not None
            assert writer.stdout.readline()
            threading.Thread(target=writer.stdout.read, daemon=True).start()
            yield writer
        finally:
            writer.kill()


def arrived_by(position: int) -> list[Entry]:
    """Everything that came up to this position."""
    return [e for number in range(position // PER_BATCH) for e in batch(number).entries]


def test_a_killed_writer_leaves_nothing_half_written(product: str, tmp_path: Path) -> None:
    place, chance = address(tmp_path), Random(7)
    for _ in range(KILLS):
        with writing_elsewhere(product, place):
            time.sleep(chance.uniform(0.01, 0.2))
        store = PRODUCTS[product].read(place)
        position = store.positions("ingest")["dde-0"]
        arrived = arrived_by(position)
        kept = list(store.entries(HERE))
        assert position % PER_BATCH == 0
        assert [e.key for e in kept] == [e.key for e in first_of_each_key(arrived)]
        assert [m.key for _, m in store.outbox(10_000)] == [str(n) for n in range(position // PER_BATCH)]
        agrees_at_some_moments(store, arrived, chance)
        store.close()


def agrees_at_some_moments(store: GraphStore, arrived: list[Entry], chance: Random) -> None:
    for _ in range(4):
        moment = AsOf(1_000 + chance.randrange(len(arrived)), 1 + chance.randrange(len(arrived)))
        assert check.plain(store.snapshot(HERE, moment)) == check.plain(fold(arrived, moment))


def test_a_reader_beside_the_writer_sees_whole_batches_only(product: str, tmp_path: Path) -> None:
    place, chance = address(tmp_path), Random(8)
    reader = PRODUCTS[product].read(place)
    with pytest.raises(UnknownIteration):
        reader.snapshot(HERE)
    with writing_elsewhere(product, place):
        for _ in range(6):
            known = reader.revision(HERE)
            assert known % PER_BATCH == 0
            seen = reader.snapshot(HERE, AsOf(known=known))
            assert check.plain(seen) == check.plain(fold(arrived_by(known), AsOf()))
            time.sleep(chance.uniform(0, 0.03))
    reader.close()


def test_the_threads_of_a_reader_do_not_disturb_each_other(product: str, tmp_path: Path) -> None:
    place = address(tmp_path)
    writer, reader = PRODUCTS[product].write(place), PRODUCTS[product].read(place)
    append(writer, range(20))
    answers: list[bool] = []
    threads = [threading.Thread(target=look, args=(reader, answers)) for _ in range(3)]
    for thread in threads:
        thread.start()
    append(writer, range(20, 40))
    for thread in threads:
        thread.join()
    assert answers == [True] * 3 * 20
    writer.close()
    reader.close()


def append(writer: GraphStore, numbers: range) -> None:
    for number in numbers:
        writer.append(batch(number))


def look(reader: GraphStore, answers: list[bool]) -> None:
    for number in range(20):
        known = (number + 1) * PER_BATCH
        seen = reader.snapshot(HERE, AsOf(known=known))
        answers.append(check.plain(seen) == check.plain(fold(arrived_by(known), AsOf())))
