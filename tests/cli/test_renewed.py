"""Whoever has a store made anew, put back or given once more what is kept leaves an entry in the audit log."""

import getpass
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import Event
from app.golden import GOLDEN
from tests.builders import event
from tests.cli.conftest import Run

TASKS = [event("dde.task.created", n, tenant="local", task_id=f"T{n}") for n in range(3)]


@pytest.fixture
def filled(bring: Callable[[Iterable[Event]], None]) -> None:
    bring(TASKS)


def entered(run: Run) -> list[dict[str, Any]]:
    entries = run("audit", "--kind", "convergence.store", "--json").document["entries"]
    assert all(entry["who"] == getpass.getuser() for entry in entries)
    assert run("audit", "verify", "--log").code == 0
    return [entry | entry["after"] for entry in reversed(entries)]


def test_a_rebuild_is_entered_with_what_came_of_it(run: Run, filled: None) -> None:
    assert run("rebuild").code == run("rebuild", "search").code == 0
    graph, search = entered(run)
    assert (graph["kind"], graph["subject"], graph["iteration"]) == ("convergence.store.rebuilt", "store/graph", "*")
    assert (graph["of"], graph["records"]) == ("archive and log", 3)
    assert graph["outcome"] == "1 iterations: every state hash is the same"
    assert (search["subject"], search["outcome"]) == ("store/search", "3 documents")


def test_a_replay_is_entered_with_how_much_was_missing(run: Run, filled: None) -> None:
    assert run("replay", "--iteration", "i1").code == 0
    assert run("replay", "--iteration", "i1", "--as", "trial").code == 0
    same, trial = entered(run)
    assert (same["kind"], same["iteration"]) == ("convergence.store.replayed", "i1")
    assert (same["outcome"], same["records"]) == ("0 sent, 3 known", 0)
    assert (trial["iteration"], trial["records"]) == ("trial", 3)


def test_a_restore_is_entered_with_its_file_and_moment(run: Run, filled: None, tmp_path: Path) -> None:
    file = tmp_path / "monday.mcsnap"
    assert run("snapshot", "export", str(file)).code == run("snapshot", "restore", str(file)).code == 0
    [one] = entered(run)
    assert (one["kind"], one["of"], one["records"]) == ("convergence.store.restored", "monday.mcsnap", 0)
    assert one["outcome"].startswith("as known at 20")


def test_what_is_judged_again_after_a_restore_is_entered_once(
    run: Run, bring: Callable[[Iterable[Event]], None], tmp_path: Path
) -> None:
    file, story = tmp_path / "monday.mcsnap", list(GOLDEN["Iter-Golden-TechDebt"].events("local"))
    bring(story[: len(story) // 2])
    assert run("snapshot", "export", str(file)).code == 0
    bring(story[len(story) // 2 :])
    verdicts = ("audit", "--kind", "convergence.verdict", "--json")
    before = run(*verdicts).document["entries"]
    assert run("snapshot", "restore", str(file)).code == 0
    assert run(*verdicts).document["entries"] == before != []
    assert len(entered(run)) == 1


def test_what_is_only_tried_leaves_none(run: Run, filled: None, tmp_path: Path) -> None:
    file = tmp_path / "monday.mcsnap"
    run("snapshot", "export", str(file))
    run("snapshot", "restore", str(file), "--dry-run")
    run("rebuild", "--dry-run")
    run("rebuild", "search", "--dry-run")
    run("replay", "--dry-run")
    run("replay", "--to", str(tmp_path / "told.jsonl"))
    assert entered(run) == []
