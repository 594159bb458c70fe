"""What the graph's file promises beyond the port: it carries its version, and says plainly what is wrong with it."""

import multiprocessing
import sys
from pathlib import Path

import apsw
import pytest

from app.adapters.sqlite_graph import SqliteGraph
from app.adapters.sqlite_graph.file import STEPS, GraphFile
from app.domain.graph import EdgeId, Entry, Fact, NodeId, Op, Scope
from app.errors import SchemaTooNew, StoreUnavailable
from app.ports import Batch

HERE = Scope("acme", "iteration")
TASK = NodeId("Task", "a")


def told(number: int, entity: NodeId | EdgeId = TASK, op: Op = Op.DECLARE) -> Entry:
    fact = Fact(entity, 1_000 + number, {"n": number}, op)
    return Entry(HERE, f"k{number}", f"e{number}", "dde.task.patched", 1_000 + number, number, (fact,))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file that already holds one entry."""
    store = SqliteGraph(tmp_path / "graph.sqlite")
    store.append(Batch("ingest", {}, [told(1)]))
    store.close()
    return tmp_path / "graph.sqlite"


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_from_a_newer_version_is_refused_in_one_line(place: Path, read_only: bool) -> None:
    set_pragma(place, f"user_version = {len(STEPS) + 1}")
    with pytest.raises(SchemaTooNew, match="update Mission Control") as refusal:
        SqliteGraph(place, read_only).ping()
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_foreign_database_is_left_alone(place: Path, read_only: bool) -> None:
    set_pragma(place, "application_id = 7")
    with pytest.raises(StoreUnavailable, match="not a graph of Mission Control"):
        SqliteGraph(place, read_only).ping()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, read_only: bool) -> None:
    place = tmp_path / "graph.sqlite"
    place.write_bytes(b"these are not the pages of a database" * 100)
    with pytest.raises(StoreUnavailable, match=r"graph\.sqlite"):
        SqliteGraph(place, read_only).ping()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file in its place")
    with pytest.raises(StoreUnavailable, match="folder"):
        SqliteGraph(tmp_path / "folder" / "graph.sqlite").ping()


def test_a_locked_file_is_unavailable_for_writers_and_open_for_readers(place: Path) -> None:
    holder = apsw.Connection(str(place))
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="lock"), GraphFile(place, False, patience_ms=20).held():
        pass
    reader = SqliteGraph(place, read_only=True)
    assert reader.revision(HERE) == 1
    reader.close()
    holder.close()


def test_a_store_that_reads_only_does_not_write(place: Path) -> None:
    with pytest.raises(StoreUnavailable, match="reading only"):
        SqliteGraph(place, read_only=True).append(Batch("ingest", {}, [told(2)]))


def test_a_closed_store_says_so(place: Path) -> None:
    store = SqliteGraph(place)
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.scopes()


def test_writers_that_take_turns_know_of_each_other(place: Path) -> None:
    one, two = SqliteGraph(place), SqliteGraph(place)
    for number in range(2, 12):
        writer, other = (one, two) if number % 2 else (two, one)
        assert writer.append(Batch("ingest", {}, [told(number)])) == [True]
        assert other.append(Batch("ingest", {}, [told(number)])) == [False]
    assert one.snapshot(HERE).nodes[TASK].props == {"n": 11}
    one.close()
    two.close()


def test_a_child_process_does_not_use_what_it_inherited(place: Path) -> None:
    store = SqliteGraph(place, read_only=True)
    assert store.revision(HERE) == 1
    child = multiprocessing.get_context("fork").Process(target=lambda: sys.exit(store.revision(HERE) - 1))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert store.revision(HERE) == 1
    store.close()


def test_many_entities_and_names_fit(tmp_path: Path) -> None:
    store = SqliteGraph(tmp_path / "graph.sqlite", window=50)
    ends = [NodeId("Module", f"m{n}") for n in range(300)]
    nodes = [
        Entry(HERE, f"n{n}", "e", "t", n, n, (Fact(m, n, {f"p{n}": n, "all": "x" * n}),)) for n, m in enumerate(ends)
    ]
    edges = [told(1_000 + n, EdgeId("IMPORTS", m, ends[n - 1])) for n, m in enumerate(ends)]
    long_key = Entry(HERE, "é" * 400, "e", "t", 5, 5_000, (Fact(TASK, 5, {"n": 1}),))
    batch = Batch("ingest", {}, [*nodes, *edges, long_key])
    assert store.append(batch) == [True] * 601
    assert store.append(batch) == [False] * 601
    seen = store.snapshot(HERE)
    assert {n.id: n.props for n in seen.nodes.values()} == {
        **{m: {f"p{n}": n, "all": "x" * n} for n, m in enumerate(ends)},
        TASK: {"n": 1},
    }
    assert len(seen.edges) == 300
    store.close()


def set_pragma(place: Path, pragma: str) -> None:
    connection = apsw.Connection(str(place))
    list(connection.execute(f"PRAGMA {pragma}"))
    connection.close()
