"""Old keyframes can go; what they made quick is read from the ones that stay."""

from pathlib import Path

import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.domain.fold import diff, fold
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


@pytest.mark.parametrize("thinned", [False, True])
@pytest.mark.parametrize("window", [3, 40])
def test_a_diff_across_windows_is_that_of_both_folds_whatever_keyframes_are_left(
    tmp_path: Path, window: int, thinned: bool
) -> None:
    store, arrived = SqliteGraph(tmp_path / "graph.db", window=window), long_history(1)
    for start in range(0, len(arrived), 23):
        store.append(Batch("ingest", {}, arrived[start : start + 23]))
    assert not thinned or store.thin(LATEST)
    latest = max(entry.accepted for entry in arrived)
    spans = ((0, LATEST), (4, LATEST), (40, LATEST), (-9, LATEST), (9, latest // 2), (60, latest - 40))
    for start in range(1_000, 1_210, 15):
        for span, known in spans:
            before, after = AsOf(start, known), AsOf(start + span, known)
            assert store.diff(HERE, before, after) == diff(fold(arrived, before), fold(arrived, after))
    store.close()
