from collections import Counter

import pytest

from app.domain.verdict.dde import judge_dde
from tests.readers.inputs import expected, needs_inputs, of_type, read, read_file, state_of, types
from tests.readers.process.samples import AIRFLOW, dag, instance

RUNS = expected("airflow/")
STATES = {"success": "completed", "failed": "failed", "skipped": "skipped", "upstream_failed": ""}


@needs_inputs
@pytest.mark.parametrize("name", RUNS)
def test_states_and_tasks_of_every_run_agree(name: str) -> None:
    events, totals = read_file(name), RUNS[name]
    found = types(events)
    wanted: Counter[str] = Counter()
    for state, count in totals["task_states"].items():
        wanted[STATES[state]] += count
    told = {end: found[f"dde.task.{end}"] for end in ("completed", "failed", "skipped") if found[f"dde.task.{end}"]}
    assert told == {end: count for end, count in wanted.items() if end}
    assert found["dde.task.created"] == sum(totals["task_states"].values())
    named = {payload.task_id.partition("[")[0] for payload in of_type(events, "dde.task.created")}
    assert len(named) == totals["tasks_in_dag"]
    assert found["dde.workflow.completed" if totals["state"] == "success" else "dde.workflow.failed"] == 1


@needs_inputs
@pytest.mark.parametrize("name", RUNS)
def test_a_run_that_succeeded_passes_and_one_that_lost_an_event_does_not(name: str) -> None:
    events, good = read_file(name), RUNS[name]["state"] == "success"
    assert judge_dde(state_of(events), True).state == ("pass" if good else "fail")
    for kind in ("dde.task.created", "dde.task.completed"):
        lost = next((n for n, event in enumerate(events) if event.event_type == kind), None)
        if lost is not None:
            assert judge_dde(state_of(events[:lost] + events[lost + 1 :]), True).state != "pass"


def test_tries_before_the_last_are_retries() -> None:
    events = read(AIRFLOW)
    assert [p.retry_count for p in of_type(events, "dde.task.retry_initiated")] == [1, 2]
    assert {p.task_id: p.attempt for p in of_type(events, "dde.task.completed")} == {"etl.load": 3}
    assert state_of(events).of("Task")["etl.load"].get("retry_count") == 2


def test_a_task_waiting_for_its_next_try_is_retrying() -> None:
    events = read(dag(instance("load", "up_for_retry", try_number=1), state="running"))
    assert state_of(events).of("Task")["etl.load"].get("status") == "RETRYING"
    assert judge_dde(state_of(events), True).state == "pending"


def test_what_is_blocked_stays_pending_and_instances_stand_alone() -> None:
    tasks = state_of(read(AIRFLOW)).of("Task")
    assert {key: task.get("status") for key, task in tasks.items()} == {
        "etl.each[0]": "FAILED",
        "etl.each[1]": "SKIPPED",
        "etl.load": "COMPLETED",
        "etl.send": "PENDING",
    }


def test_a_task_that_need_not_wait_for_all_needs_what_had_ended() -> None:
    tasks = [
        {"task_id": "slow", "downstream_task_ids": ["join"]},
        {"task_id": "fast", "downstream_task_ids": ["join"]},
        {"task_id": "join", "trigger_rule": "one_success"},
    ]
    joined = instance("join", "success", start_date="2026-11-23T07:30:00Z", end_date="2026-11-23T07:31:00Z")
    slow = instance("slow", "success", end_date="2026-11-23T07:50:00Z")
    events = read(dag(slow, instance("fast", "success"), joined, tasks=tasks, state="success"))
    needs = {p.task_id: p.depends_on for p in of_type(events, "dde.task.created")}
    assert needs["etl.join"] == ["etl.fast"]
    assert judge_dde(state_of(events), True).state == "pass"


def test_the_next_run_of_the_dag_takes_the_place_of_the_last() -> None:
    first = dag(instance("a", "success", map_index=0), instance("a", "failed", map_index=1))
    later = {"start_date": "2026-11-23T09:10:00Z", "end_date": "2026-11-23T09:20:00Z"}
    times = {"start_date": "2026-11-23T09:00:00Z", "end_date": "2026-11-23T10:00:00Z"}
    second = dag(instance("a", "success", map_index=0, **later), dag_run_id="manual__2", state="success", **times)
    assert judge_dde(state_of(read(first)), True).state == "fail"
    assert judge_dde(state_of([*read(first), *read(second)]), True).state == "pass"


def test_task_instances_alone_leave_the_run_open() -> None:
    text = b'{"task_instances":[{"task_id":"a","dag_id":"d","dag_run_id":"r","state":"success",'
    text += b'"start_date":"2026-11-23T07:10:00Z","end_date":"2026-11-23T07:11:00Z"}],"total_entries":1}'
    events = read(text)
    assert types(events)["dde.task.completed"] == 1
    assert judge_dde(state_of(events), True).state == "pending"


def test_an_export_made_later_brings_only_what_is_new() -> None:
    running = read(dag(instance("a", "running", end_date=None), state="running", end_date=None))
    done = read(dag(instance("a", "success"), state="success"))
    before, after = {e.key for e in running}, {e.key for e in done}
    assert before < after
