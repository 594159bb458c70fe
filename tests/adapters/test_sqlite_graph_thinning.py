"""Old keyframes can go; what they made quick is read from the ones that stay."""

from pathlib import Path

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.fold import fold
from app.domain.moments import LATEST, AsOf
from app.ports import Batch
from tests.contracts.histories import HERE, long_history


def test_most_old_keyframes_go_and_every_moment_reads_the_same(tmp_path: Path) -> None:
    store, arrived = SqliteGraph(tmp_path / "graph.db", window=3), long_history(0)
    for start in range(0, len(arrived), 23):
        store.append(Batch("ingest", {}, arrived[start : start + 23]))
    assert store.thin(LATEST) >= 10
    for at in range(1_000, 1_210, 7):
        assert store.snapshot(HERE, AsOf(at, LATEST)) == fold(arrived, AsOf(at, LATEST))
    store.close()
