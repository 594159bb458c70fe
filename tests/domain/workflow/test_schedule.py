"""The order of tasks: never before what they need, interfaces first, then by id; and who is blocked."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.workflow.manifest import Task
from app.domain.workflow.plan import plan_of
from app.domain.workflow.queue import Queue
from app.domain.workflow.schedule import cycles, generations, needs_of, parts, schedule, upstream
from tests.domain.workflow.manifests import manifest, node


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    """Tasks that need only tasks before them, in any order of listing; some are interfaces."""
    count = draw(st.integers(1, 14))
    names = draw(st.permutations([f"T.{n:02}" for n in range(count)]))
    made = []
    for n, name in enumerate(names):
        needs = draw(st.sets(st.sampled_from(names[:n]), max_size=3)) if n else set()
        kind = draw(st.sampled_from(["interface", "impl"]))
        made.append(Task(id=name, type=kind, depends_on=sorted(needs)))
    return draw(st.permutations(made))


@given(tasks())
def test_every_task_comes_once_and_after_all_it_needs(listed: list[Task]) -> None:
    place = schedule(listed).place_of()
    assert sorted(place) == sorted(task.id for task in listed)
    assert all(place[needed] < place[task.id] for task in listed for needed in task.depends_on)


@given(tasks())
def test_interfaces_come_first_unless_they_need_something_else(listed: list[Task]) -> None:
    order = schedule(listed)
    early = upstream((t.id for t in listed if t.kind == "INTERFACE"), needs_of(listed))
    assert {key for group in order.groups[: order.first] for key in group} == early


@given(tasks(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_tasks_are_listed(listed: list[Task], chance: object) -> None:
    shuffled = list(listed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert schedule(shuffled) == schedule(listed)
    assert all(list(group) == sorted(group) for group in schedule(listed).groups)


@given(tasks(), st.integers(1, 4), st.randoms(use_true_random=False), st.data())
def test_whatever_fails_everything_ends_or_is_blocked(
    listed: list[Task], jobs: int, chance: object, data: st.DataObject
) -> None:
    needs = needs_of(listed)
    failing = data.draw(st.sets(st.sampled_from(sorted(needs)), max_size=3))
    queue = Queue(schedule(listed), needs)
    running: list[str] = []
    ended: dict[str, str] = {}
    early = upstream((t.id for t in listed if t.kind == "INTERFACE"), needs)
    while queue.open:
        while len(running) < jobs and (task := queue.next()):
            assert all(ended.get(needed) == "COMPLETED" for needed in needs[task])
            assert task in early or early <= ended.keys()
            running.append(task)
        task = running.pop(chance.randrange(len(running)))  # type: ignore[attr-defined]
        status = "FAILED" if task in failing else "COMPLETED"
        ended[task] = status
        ended |= dict.fromkeys(queue.ended(task, status), "BLOCKED")
    assert ended.keys() == needs.keys()
    bad = {task for task, status in ended.items() if status == "FAILED"}
    assert {t for t, s in ended.items() if s == "BLOCKED"} == {t for t in needs if upstream(needs[t], needs) & bad}


@given(tasks(), st.data())
def test_what_was_done_before_is_never_handed_out_again(listed: list[Task], data: st.DataObject) -> None:
    needs = needs_of(listed)
    done = upstream(data.draw(st.sets(st.sampled_from(sorted(needs)))), needs)
    queue = Queue(schedule(listed), needs, done)
    handed = []
    while queue.open and (task := queue.next()):
        handed.append(task)
        queue.ended(task, "COMPLETED")
    assert sorted(handed) == sorted(needs.keys() - done)


@given(st.dictionaries(st.sampled_from("abcdefg"), st.lists(st.sampled_from("abcdefg"), max_size=3), min_size=1))
def test_there_is_a_cycle_exactly_where_not_everything_can_be_placed(found: dict[str, list[str]]) -> None:
    needs = {key: sorted({n for n in value if n in found}) for key, value in found.items()}
    told = cycles(needs)
    assert bool(told) == (sum(map(len, generations(needs))) < len(needs))
    for cycle in told:
        assert all(b in needs[a] for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def test_a_skipped_task_holds_nobody_up() -> None:
    needs = {"a": [], "b": ["a"]}
    queue = Queue(schedule([Task(id="a"), Task(id="b", depends_on=["a"])]), needs)
    assert queue.next() == "a"
    assert queue.ended("a", "SKIPPED") == []
    assert queue.next() == "b"


def test_separate_parts_are_told_apart() -> None:
    assert parts({"a": [], "b": ["a"], "c": []}) == [("a", "b"), ("c",)]


def test_the_plan_names_the_critical_path_the_slack_and_the_minutes() -> None:
    plan = plan_of(
        manifest(
            node("BE.A", estimated_effort=10),
            node("BE.B", "BE.A", estimated_effort=20),
            node("BE.C", "BE.A", estimated_effort=5),
        ),
        jobs=2,
    )
    assert plan.path.tasks == ("BE.A", "BE.B")
    assert (plan.path.minutes, plan.minutes) == (30, 30)
    assert plan.path.slack == {"BE.A": 0, "BE.B": 0, "BE.C": 15}


def test_one_job_takes_the_sum_of_all_efforts() -> None:
    nodes = [node(f"BE.{n}", estimated_effort=n + 1) for n in range(5)]
    assert plan_of(manifest(*nodes), jobs=1).minutes == 15
