"""What the graph behind a name promises while stores are exchanged."""

from contextlib import closing
from pathlib import Path

from app.adapters.sqlite_graph import CurrentGraph
from app.domain.effects import entry_of
from app.domain.graph import Scope
from app.ports import Batch
from tests.builders import event

SCOPE = Scope("t", "i1")


def filled(graph: CurrentGraph, number: int) -> None:
    entries = [entry_of(event("dde.task.created", n, task_id=f"T{n}"), 100 + n) for n in range(number)]
    graph.append(Batch("ingest", {}, entries))


def test_revisions_go_on_growing_when_a_store_with_less_in_it_takes_the_place(tmp_path: Path) -> None:
    with closing(CurrentGraph(tmp_path / "graph.db")) as graph:
        filled(graph, 5)
        before = graph.revision(), graph.revision(SCOPE), graph.scopes()[0].revision
        less, name = graph.beside()
        less.append(Batch("ingest", {}, [entry_of(event("dde.task.created", task_id="T0"), 100)]))
        less.close()
        graph.switch(name)
        after = graph.revision(), graph.revision(SCOPE), graph.scopes()[0].revision
        assert all(new > old for new, old in zip(after, before, strict=True))
        assert graph.revision(Scope("t", "nowhere")) == 0


def test_a_file_that_is_adopted_is_a_store_beside_the_one_in_use(tmp_path: Path) -> None:
    with closing(CurrentGraph(tmp_path / "made.db")) as made:
        filled(made, 3)
    with closing(CurrentGraph(tmp_path / "graph.db")) as graph:
        filled(graph, 1)
        name = graph.adopt(tmp_path / "made.db")
        assert len(graph.snapshot(SCOPE).labelled("Task")) == 1
        graph.switch(name)
        assert len(graph.snapshot(SCOPE).labelled("Task")) == 3
