"""The critical path is the longest chain, and slack says how much later every other task may end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.critical_path import critical_path, live_path
from app.domain.graph import Node, NodeId, Value


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


def test_as_it_runs_finished_tasks_count_for_what_they_took_and_running_ones_for_at_least_their_effort() -> None:
    def told(key: str, *needs: str, **props: Value) -> Node:
        return Node(NodeId("Task", key), {"depends_on": list(needs), "estimated_effort": 10, **props}, {}, 0)

    minute = 60_000
    tasks = [
        told("A", status="COMPLETED", start_time=0, end_time=25 * minute),
        told("B", "A", status="RUNNING", start_time=25 * minute),
        told("C", "A", status="SKIPPED"),
        told("D", "B", "C"),
    ]
    early, late = live_path(tasks, 30 * minute), live_path(tasks, 55 * minute)
    assert (early.tasks, early.length) == (("A", "B", "D"), 45 * minute)
    assert late.length == 65 * minute and late.slack["C"] == 30 * minute
