"""EXPECTED.json has no totals for deliveries: what each says is counted here, from the file itself."""

import json
from collections import Counter
from typing import Any

import pytest

from app.domain.verdict.dde import judge_dde
from app.errors import BadFile
from app.readers import Source, recognise
from tests.readers.forge.samples import SHA, delivery, job, run
from tests.readers.inputs import ROOT, files, needs_inputs, of_type, read, read_file, state_of, types

DELIVERIES = files("github-events/**/*.json")
ENDS = {"success": "completed", "neutral": "completed", "skipped": "skipped"}
ASKED = ("requested", "rerequested", "requested_action")


def wanted(kind: str, said: dict[str, Any]) -> Counter[str]:
    """The events that a delivery has to lead to, from its kind and its own words."""
    part = said.get(kind, {})
    done = part.get("status") == "completed"
    if kind == "push":
        return Counter({"acc.commit.seen": len(said["commits"]) or bool(said["head_commit"])})
    if kind == "workflow_run":
        good = part["conclusion"] in ENDS
        return Counter(["dde.workflow.started", *([f"dde.workflow.{'completed' if good else 'failed'}"] * done)])
    if kind == "check_suite":
        return Counter(["dde.workflow.started", "dde.workflow.completed"] * (done and said["action"] not in ASKED))
    if kind == "workflow_job":
        end = ENDS.get(part["conclusion"], "failed")
        begun = done or part["status"] == "in_progress"
        return Counter(["dde.task.created", *["dde.task.started"] * begun, *[f"dde.task.{end}"] * done])
    return _checked(kind, said, done)


def _checked(kind: str, said: dict[str, Any], done: bool) -> Counter[str]:
    task = ["dde.task.created", "dde.task.started", "dde.task.completed"]
    if kind == "status":
        return Counter([*task, "dde.gate.passed" if said["state"] == "success" else "dde.gate.failed"])
    if kind == "check_run" and done and said["action"] not in ASKED:
        good = {"failure": "failed"}.get(said["check_run"]["conclusion"], "passed")
        return Counter([*task, f"dde.gate.{good}"])
    if kind == "deployment_status" and said["deployment_status"]["state"] == "success":
        return Counter(task)
    if kind == "pull_request_review" and said["review"]["state"] == "dismissed":
        return Counter([*task, "dde.gate.skipped"])
    return Counter()


@needs_inputs
@pytest.mark.parametrize("name", DELIVERIES)
def test_every_delivery_leads_to_what_it_says_and_to_nothing_else(name: str) -> None:
    said = json.loads((ROOT / name).read_text())
    kind = name.rpartition("/")[2].partition(".")[0]
    assert types(read_file(name, assumed=True)) == +wanted(kind, said)


@needs_inputs
def test_a_delivery_without_an_event_says_so() -> None:
    silent = [name for name in DELIVERIES if not read_file(name)]
    assert len(silent) > 20
    for name in silent:
        data = (ROOT / name).read_bytes()
        assert "says nothing about an iteration" in recognise(data).remark(Source.of(data))


@pytest.mark.parametrize(
    ("part", "iteration"),
    [
        ({"workflow_run": run()}, "shop"),
        ({"workflow_run": run(head_branch="feature/x")}, "shop:feature/x"),
        ({"workflow_job": job(head_branch="v1.2")}, "shop"),
        (
            {"deployment": {"environment": "p", "ref": SHA, "sha": SHA}, "deployment_status": {"state": "error"}},
            "shop",
        ),
    ],
)
def test_a_delivery_belongs_to_its_repository_branch_and_commit(part: dict[str, Any], iteration: str) -> None:
    for event in read(delivery(**part), assumed=True, project="around", commit="around"):
        assert (event.iteration_id, event.project, event.commit_sha) == (iteration, "shop", SHA)


def test_what_was_said_wins() -> None:
    event = read(delivery(workflow_run=run()), iteration="mine", project="ours")[0]
    assert (event.iteration_id, event.project, event.commit_sha) == ("mine", "ours", SHA)


def test_a_run_with_its_jobs_passes_and_one_with_a_failed_job_does_not() -> None:
    good = [*read(delivery(workflow_run=run())), *read(delivery(workflow_job=job()))]
    assert judge_dde(state_of(good), True).state == "pass"
    assert judge_dde(state_of(good[:2]), True).state == "pending"
    bad = job(conclusion="failure", steps=[{"name": "lint", "conclusion": "failure"}, {"name": "x"}])
    events = [*read(delivery(workflow_run=run(conclusion="failure"))), *read(delivery(workflow_job=bad))]
    assert of_type(events, "dde.task.failed")[0].error == "failure in step lint"
    assert judge_dde(state_of(events), True).state == "fail"


def test_the_deliveries_of_a_job_may_come_in_any_order_and_twice() -> None:
    told = [
        delivery(action="queued", workflow_job=job(status="queued", conclusion=None, completed_at=None)),
        delivery(action="in_progress", workflow_job=job(status="in_progress", conclusion=None, completed_at=None)),
        delivery(workflow_job=job()),
    ]
    forward = [event for text in told for event in read(text)]
    back = [event for text in reversed(told) for event in read(text)]
    assert {e.key for e in forward} == {e.key for e in back}
    assert state_of(back).of("Task")["CI/build"].get("status") == "COMPLETED"


def test_a_further_attempt_is_a_retry() -> None:
    events = read(delivery(workflow_job=job(run_attempt=3)))
    assert [p.retry_count for p in of_type(events, "dde.task.retry_initiated")] == [1, 2]
    assert of_type(events, "dde.task.completed")[0].attempt == 3


@pytest.mark.parametrize(("state", "gate"), [("APPROVED", "passed"), ("changes_requested", "failed")])
def test_a_review_is_a_gate(state: str, gate: str) -> None:
    review = {"state": state, "user": {"login": "ann"}, "commit_id": SHA, "submitted_at": "2026-11-23T07:00:00Z"}
    request = {"number": 2, "head": {"ref": "x"}}
    events = read(delivery(review=review, pull_request=request))
    found = of_type(events, f"dde.gate.{gate}")[0]
    assert (found.task_id, found.gate_type) == ("review of #2 by ann", "pr")


def test_a_pushed_tag_names_its_commit() -> None:
    head = {"id": SHA, "message": "Ship it\n\nmore", "timestamp": "2026-11-23T07:00:00Z", "author": {"name": "Ann"}}
    events = read(delivery(ref="refs/tags/v1.0", after=SHA, commits=[], head_commit=head), assumed=True)
    seen = of_type(events, "acc.commit.seen")[0]
    assert (seen.commit, seen.tag, seen.title, seen.author) == (SHA, "v1.0", "Ship it", "Ann")
    assert events[0].iteration_id == "shop"


def test_an_open_deployment_says_nothing_and_a_failed_one_fails() -> None:
    place = {"environment": "production", "sha": SHA, "ref": "main", "created_at": "2026-11-23T07:00:00Z"}
    assert read(delivery(deployment=place)) == []
    assert read(delivery(deployment=place, deployment_status={"state": "in_progress"})) == []
    failed = {"state": "failure", "description": "no room", "created_at": "2026-11-23T07:00:00Z"}
    events = read(delivery(deployment=place, deployment_status=failed))
    assert [p.error for p in of_type(events, "dde.task.failed")] == ["no room"]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"workflow_run": run(id="seven")}, "$.workflow_run.id"),
        ({"workflow_job": job(started_at="soon")}, "$.workflow_job.started_at"),
        ({"check_run": {"name": ""}}, "$.check_run.name"),
    ],
)
def test_a_bad_delivery_is_refused_with_its_path(part: dict[str, Any], place: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(delivery(**part))
    assert refused.value.place == place


ACTIONS = {"slug": "github-actions"}


def check(conclusion: str = "success", **said: Any) -> dict[str, Any]:
    about = {"id": 991, "name": "build", "head_sha": SHA, "app": ACTIONS, "check_suite": {"id": 5}}
    ended = {"status": "completed", "conclusion": conclusion, "completed_at": "2026-11-23T07:05:01Z"}
    return {**about, **ended, **said}


JOB = job(check_run_url="https://api.github.com/repos/acme/shop/check-runs/991")


@pytest.mark.parametrize("turn", [1, -1])
def test_a_job_of_actions_and_its_check_run_are_one_task(turn: int) -> None:
    texts = [delivery(workflow_run=run()), delivery(workflow_job=JOB), delivery(check_run=check())]
    state = state_of([event for text in texts[::turn] for event in read(text)])
    assert (list(state.of("Task")), list(state.of("Gate"))) == (["CI/build"], [])
    assert judge_dde(state, True).state == "pass"


def test_a_check_run_of_actions_speaks_for_itself_where_nobody_tells_of_the_job() -> None:
    state = state_of(read(delivery(check_run=check("failure"))))
    assert list(state.of("Task")) == ["check/github-actions/build"]
    assert judge_dde(state, True).state == "fail"


@pytest.mark.parametrize("other", [{"id": 992}, {"app": {"slug": "linter"}}])
def test_the_check_run_of_another_job_or_app_stays_a_task(other: dict[str, Any]) -> None:
    events = [*read(delivery(workflow_job=JOB)), *read(delivery(check_run=check(**other)))]
    assert len(state_of(events).of("Task")) == 2


def test_no_lost_event_opens_the_gate_of_a_job_that_failed_and_is_told_twice() -> None:
    failed = {**JOB, "conclusion": "failure"}
    texts = [
        delivery(workflow_run=run(conclusion="failure")),
        delivery(workflow_job=failed),
        delivery(check_run=check("failure")),
    ]
    events = [event for text in texts for event in read(text)]
    for n in range(len(events)):
        assert judge_dde(state_of([*events[:n], *events[n + 1 :]]), True).state != "pass"
