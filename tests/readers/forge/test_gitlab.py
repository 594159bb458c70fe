"""EXPECTED.json has no totals for these files: they are counted here, from their own lists."""

import json
from collections import Counter

import pytest

from app.domain.verdict.bdv import judge_bdv
from app.domain.verdict.dde import judge_dde
from tests.readers.forge.samples import GITLAB, PROJECT, REPORT, SHA, build, pipeline
from tests.readers.inputs import ROOT, attempts, needs_inputs, of_type, read, read_file, state_of, types

FOLDER = "gitlab-events/go-gitlab"


@needs_inputs
def test_every_job_of_a_pipeline_is_a_task() -> None:
    said = json.loads((ROOT / f"{FOLDER}/webhooks/pipeline.json").read_text())
    events = read_file(f"{FOLDER}/webhooks/pipeline.json", assumed=True)
    states = Counter(job["status"] for job in said["builds"])
    found = types(events)
    assert found["dde.task.created"] == len(said["builds"])
    assert (found["dde.task.completed"], found["dde.task.skipped"]) == (states["success"], states["skipped"])
    assert (events[0].iteration_id, events[0].commit_sha) == ("gitlab-test", said["object_attributes"]["sha"])


@needs_inputs
@pytest.mark.parametrize(
    ("name", "iteration", "ended"),
    [
        ("build", "gitlab-test:gitlab-script-trigger", ""),
        ("job", "release-tools-fake", "dde.task.completed"),
        ("deployment", "test-deployment-webhooks", "dde.task.completed"),
    ],
)
def test_jobs_and_deployments_are_tasks_of_their_project(name: str, iteration: str, ended: str) -> None:
    events = read_file(f"{FOLDER}/webhooks/{name}.json", assumed=True)
    assert {event.iteration_id for event in events} == {iteration}
    assert types(events)["dde.task.created"] == 1
    assert [t for t in types(events) if t in ("dde.task.completed", "dde.task.failed")] == [ended] * bool(ended)


@needs_inputs
def test_a_report_that_counts_more_cases_than_it_lists_does_not_add_up() -> None:
    said = json.loads((ROOT / f"{FOLDER}/get_pipeline_testreport.json").read_text())
    events = read_file(f"{FOLDER}/get_pipeline_testreport.json")
    listed = Counter(case["status"] for suite in said["test_suites"] for case in suite["test_cases"])
    outcomes = Counter(done.status for done in attempts(events))
    assert outcomes == {"PASSED": listed["success"], "ERROR": listed["error"]}
    assert [p.counts["scenarios"] for p in of_type(events, "bdv.run.completed")] == [8, 1]
    whole = [e for e in events if getattr(e.payload, "status", "") != "ERROR"]
    assert judge_bdv(state_of(whole), True).state == "unknown"


def test_a_job_that_may_fail_only_warns_and_a_manual_one_waits_for_nobody() -> None:
    events = read(GITLAB)
    tasks = state_of(events).of("Task")
    assert {key: task.get("status") for key, task in tasks.items()} == {
        "pipeline/build/compile": "COMPLETED",
        "pipeline/build/lint": "COMPLETED",
        "pipeline/test/deploy": "SKIPPED",
        "pipeline/test/unit": "FAILED",
    }
    judged = judge_dde(state_of(events), True)
    assert {reason.code for reason in judged.reasons} == {"task_failed", "workflow_failed"}
    assert [look.code for look in judged.looks] == ["gate_warns"]


def test_jobs_need_the_stage_before_as_far_as_it_had_ended() -> None:
    early = build("early", "test", "success", started_at="2026-11-23 07:01:10 UTC")
    late = build("late", "test", "success", started_at="2026-11-23 07:10:00 UTC")
    events = read(pipeline("success", build("compile", "build", "success"), early, late))
    needs = {p.name: p.depends_on for p in of_type(events, "dde.task.created")}
    assert needs == {"compile": [], "early": [], "late": ["pipeline/build/compile"]}
    assert judge_dde(state_of(events), True).state == "pass"


def test_a_job_told_by_itself_is_the_same_task() -> None:
    said = {
        "object_kind": "build",
        "ref": "main",
        "sha": SHA,
        "pipeline_id": 31,
        "repository": {"homepage": "x/shop"},
    }
    job = {"build_name": "compile", "build_stage": "build", "build_status": "running"}
    times = {"build_created_at": "2026-11-23 07:00:00 UTC", "build_started_at": "2026-11-23 07:01:00 UTC"}
    events = read(json.dumps({**said, **job, **times}).encode(), assumed=True)
    assert {event.node_id for event in events} == {"pipeline/build/compile"}
    state = state_of([*events, *read(pipeline("success", build("compile", "build", "success")), assumed=True)])
    assert judge_dde(state, True).state == "pass"


def test_a_push_is_read_and_a_note_says_nothing() -> None:
    commit = {"id": SHA, "message": "One", "timestamp": "2026-11-23T07:00:00+01:00", "author": {"name": "Ann"}}
    push = {"object_kind": "push", "ref": "refs/heads/x", "after": SHA, "project": PROJECT, "commits": [commit]}
    events = read(json.dumps(push).encode(), assumed=True)
    assert (events[0].iteration_id, of_type(events, "acc.commit.seen")[0].title) == ("shop:x", "One")
    assert read(b'{"object_kind":"note","object_attributes":{"id":1,"note":"hi"},"project":{}}') == []


def test_cases_of_one_name_are_told_apart_and_a_broken_suite_fails() -> None:
    events = read(REPORT)
    done = {p.status: p for p in attempts(events)}
    assert set(done) == {"PASSED", "FAILED", "SKIPPED"}
    assert done["FAILED"].error_message == "no\nnot"
    assert len({p.scenario_id for p in attempts(events)}) == 3
    assert judge_bdv(state_of(events), True).state == "fail"


def test_a_release_whose_tag_is_a_name_says_nothing_and_is_not_refused() -> None:
    assert (
        read(json.dumps({"object_kind": "release", "tag": "v1", "project": PROJECT, "action": "create"}).encode())
        == []
    )
