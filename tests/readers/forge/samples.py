"""A small file of each format, with a bit of everything that its reader looks at."""

import base64
import json
from typing import Any

SHA = "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
REPOSITORY = {"name": "shop", "full_name": "acme/shop", "default_branch": "main"}


def delivery(**parts: Any) -> bytes:
    return json.dumps({"action": "completed", "repository": REPOSITORY, "sender": {}, **parts}).encode()


def run(**said: Any) -> dict[str, Any]:
    times = {"run_started_at": "2026-11-23T07:00:00Z", "updated_at": "2026-11-23T07:30:00Z"}
    about = {"id": 7, "name": "CI", "head_sha": SHA, "head_branch": "main", "run_attempt": 1}
    return {**about, **times, "status": "completed", "conclusion": "success", **said}


def job(name: str = "build", **said: Any) -> dict[str, Any]:
    times = {"created_at": "2026-11-23T07:01:00Z", "started_at": "2026-11-23T07:02:00Z"}
    about = {"id": 70, "run_id": 7, "name": name, "workflow_name": "CI", "head_sha": SHA, "head_branch": "main"}
    ended = {"status": "completed", "conclusion": "success", "completed_at": "2026-11-23T07:05:00Z"}
    return {**about, **times, **ended, "run_attempt": 1, "runner_name": "r1", "steps": [], **said}


GITHUB = delivery(
    workflow_job=job(conclusion="failure", run_attempt=2, steps=[{"name": "lint", "conclusion": "failure"}])
)

PROJECT = {"name": "Shop", "path_with_namespace": "acme/shop", "default_branch": "main"}


def build(name: str, stage: str, status: str, **said: Any) -> dict[str, Any]:
    times = {"created_at": "2026-11-23 07:00:00 UTC", "started_at": "2026-11-23 07:01:00 UTC", "finished_at": None}
    return {"id": 1, "name": name, "stage": stage, "status": status, "duration": 30.5, **times, **said}


def pipeline(status: str, *builds: dict[str, Any], **said: Any) -> bytes:
    about = {"id": 31, "ref": "main", "tag": False, "sha": SHA, "status": status, "stages": ["build", "test"]}
    times = {"created_at": "2026-11-23 07:00:00 UTC", "finished_at": "2026-11-23 07:30:00 UTC"}
    parts = {"object_kind": "pipeline", "object_attributes": {**about, **times, **said}, "project": PROJECT}
    return json.dumps({**parts, "builds": list(builds)}).encode()


GITLAB = pipeline(
    "failed",
    build("compile", "build", "success", runner={"description": "r1"}),
    build("lint", "build", "failed", allow_failure=True, failure_reason="script_failure"),
    build("unit", "test", "failed", started_at="2026-11-23 07:10:00 UTC"),
    build("deploy", "test", "manual", started_at=None, environment={"name": "production"}),
)

REPORT = json.dumps(
    {
        "total_count": 3,
        "test_suites": [
            {
                "name": "unit",
                "total_count": 3,
                "suite_error": "no report",
                "test_cases": [
                    {"status": "success", "name": "a", "classname": "A", "execution_time": 1.5},
                    {"status": "failed", "name": "a", "classname": "A", "system_output": {"message": ["no", "not"]}},
                    {"status": "skipped", "name": "b", "classname": "B", "file": "b.py", "system_output": None},
                ],
            }
        ],
    }
).encode()


def cdevent(kind: str, content: dict[str, Any], subject: str = "s-1") -> dict[str, Any]:
    context = {"specversion": "0.6.0", "id": "e-1", "source": "/ci", "type": f"dev.cdevents.{kind}.0.3.0"}
    timed = {**context, "timestamp": "2026-11-23T07:00:00.5Z"}
    return {"context": timed, "subject": {"id": subject, "source": "/ci", "content": content}}


CDEVENTS = json.dumps(
    [
        cdevent("taskrun.finished", {"taskName": "build", "outcome": "failure", "errors": "no"}),
        cdevent("testsuiterun.finished", {"outcome": "failure", "reason": "x", "testSuite": {"name": "S"}}),
        cdevent("artifact.published", {}, f"pkg:oci/shop@sha256%3A{'ab' * 32}"),
        cdevent("approval.closed", {"decision": "rejected", "responder": "bob"}),
    ]
).encode()


def cloudevent(data: Any, **said: Any) -> dict[str, Any]:
    about = {"specversion": "1.0", "id": "c-1", "source": "/x", "type": "t", "time": "2026-11-23T07:00:00Z"}
    return {**about, "data": data, **said}


CLOUDEVENTS = json.dumps(
    [
        cloudevent(json.loads(GITLAB)),
        {**cloudevent(None), "id": "c-2", "data_base64": base64.b64encode(REPORT).decode()},
    ]
).encode()

SAMPLES = {
    "github-webhook": GITHUB,
    "gitlab-webhook": GITLAB,
    "gitlab-test-report": REPORT,
    "cdevents": CDEVENTS,
    "cloudevents": CLOUDEVENTS,
}
