"""A store that manages only little in the time it is given gets little at a time, and all of it in the end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from app.desk import Desk
from app.domain.statehash import state_hash
from app.errors import StoreUnavailable
from app.ports import Batch, GraphStore
from app.use_cases.record import CONSUMER
from tests.workers.desks import desk_in
from tests.workers.test_ingest import DECLARED, SCOPE, messages, run
from workers.ingest import Ingest


@dataclass
class Slow:
    """A graph that keeps at most so many entries in the time that it has."""

    graph: GraphStore
    most: int
    taken: list[int] = field(default_factory=list)

    def append(self, batch: Batch) -> list[bool]:
        if batch.consumer == CONSUMER:
            if len(batch.entries) > self.most:
                raise StoreUnavailable("the graph did not answer in time")
            self.taken.append(len(batch.entries))
        return self.graph.append(batch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.graph, name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = desk_in(tmp_path)
    told = [one for n in range(12) for one in run("PASSED" if n % 3 else "FAILED", 10.0 * n, f"r{n}")]
    desk.log.append(messages(DECLARED, *told))
    yield desk
    desk.close()


def beside(desk: Desk, graph: Any, batch: int) -> Ingest:
    """A worker on the same log that writes to this graph."""
    return Ingest(replace(desk, graph=graph), batch)


def stepped(worker: Ingest) -> int:
    """How often it was refused until it was through."""
    refused = 0
    while True:
        try:
            if not worker.step() and worker.idle():
                return refused
        except StoreUnavailable:
            refused += 1


def test_what_is_refused_comes_in_ever_smaller_pieces_until_all_is_kept(desk: Desk, tmp_path: Path) -> None:
    slow, undisturbed = Slow(desk.graph, 3), desk_in(tmp_path / "undisturbed")
    time.sleep(0.3)  # the last burst of acceptance ends
    refused = stepped(beside(desk, slow, 40))
    assert 0 < refused < 60 and max(slow.taken) == 3
    assert stepped(beside(desk, undisturbed.graph, 40)) == 0
    assert state_hash(desk.graph.entries(SCOPE)) == state_hash(undisturbed.graph.entries(SCOPE))
    undisturbed.close()


def test_once_the_store_is_quick_again_it_gets_as_much_as_ever(desk: Desk) -> None:
    slow = Slow(desk.graph, 2)
    worker = beside(desk, slow, 16)
    for _ in range(3):  # 16, 8 and 4 are too many
        with pytest.raises(StoreUnavailable):
            worker.step()
    slow.most = 100
    stepped(worker)
    assert slow.taken[:4] == [2, 4, 8, 16]
