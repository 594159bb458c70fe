"""The critical path is the longest chain, and slack says how much later every other task may end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.critical_path import critical_path
from app.domain.graph import Node, NodeId


def task(key: str, effort: int = 10, *needs: str) -> Node:
    return Node(NodeId("Task", key), {"estimated_effort": effort, "depends_on": list(needs)}, {}, 0)


def test_the_longest_chain_decides() -> None:
    path = critical_path([task("A", 10), task("B", 60, "A"), task("C", 20, "A"), task("D", 5, "B", "C")])
    assert path.tasks == ("A", "B", "D")
    assert path.minutes == 75
    assert path.slack == {"A": 0, "B": 0, "C": 40, "D": 0}


def test_ties_go_to_the_smaller_id() -> None:
    path = critical_path([task("B", 10), task("A", 10), task("Z", 10, "A", "B")])
    assert path.tasks == ("A", "Z")


def test_a_task_without_effort_counts_for_a_minute() -> None:
    assert critical_path([task("A", 0), task("B", 0, "A")]).minutes == 2


def test_what_nobody_reported_is_not_waited_for() -> None:
    assert critical_path([task("A", 10, "unknown")]).tasks == ("A",)


def test_a_cycle_has_no_end_and_counts_for_nothing() -> None:
    path = critical_path([task("A", 10, "B"), task("B", 10, "A"), task("C", 3)])
    assert (path.tasks, path.minutes) == (("C",), 3)


def test_no_tasks_no_path() -> None:
    assert critical_path([]).tasks == ()


@given(st.lists(st.tuples(st.integers(1, 90), st.sets(st.integers(0, 11))), max_size=12))
def test_the_path_is_a_chain_without_slack_that_adds_up(drawn: list[tuple[int, set[int]]]) -> None:
    tasks = [
        task(f"T{n:02}", effort, *(f"T{m:02}" for m in needs if m < n)) for n, (effort, needs) in enumerate(drawn)
    ]
    path = critical_path(reversed(tasks))
    by_key = {t.id.key: t for t in tasks}
    assert sum(by_key[key].props["estimated_effort"] for key in path.tasks) == path.minutes  # type: ignore[misc]
    assert all(earlier in by_key[later].get("depends_on") for earlier, later in pairwise(path.tasks))
    assert all(path.slack[key] == 0 for key in path.tasks)
    assert all(slack >= 0 for slack in path.slack.values())
