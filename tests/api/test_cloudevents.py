"""CloudEvents over HTTP go to the log, whatever their form; what is none, or may not be told, is refused."""

import json

import pytest
from flask.testing import FlaskClient

from app.api import webhooks
from app.desk import Desk
from app.wire.jsonlines import to_json
from tests.api.hooks import CLOUD, on_log
from tests.builders import event
from tests.readers.forge.samples import cdevent, cloudevent


def test_structured_batched_and_binary_cloudevents_are_taken_in(client: FlaskClient, desk: Desk) -> None:
    said = cdevent("taskrun.finished", {"taskName": "build", "outcome": "success"})
    structured = json.dumps(cloudevent(said)).encode()
    address = f"{CLOUD}?iteration=shop"
    kinds = [
        client.post(address, data=structured, content_type=webhooks.STRUCTURED[0]),
        client.post(address, data=b"[" + structured + b"]", content_type=webhooks.STRUCTURED[1]),
        client.post(address, json=said, headers={f"ce-{k}": v for k, v in cloudevent(0).items() if k != "data"}),
    ]
    assert [(one.status_code, one.json["accepted"]) for one in kinds] == [(202, 3)] * 3
    assert len({e.key for e in on_log(desk)}) == 3


def test_our_own_events_in_an_envelope_say_themselves_where_they_belong(client: FlaskClient, desk: Desk) -> None:
    ours = event("dde.task.started", task_id="T1")
    body = json.dumps(cloudevent(json.loads(to_json(ours)))).encode()
    answer = client.post(CLOUD, data=body, content_type=webhooks.STRUCTURED[0])
    assert answer.json["iterations"] == [ours.iteration_id]


def test_what_is_concluded_here_cannot_come_in_an_envelope(client: FlaskClient, desk: Desk) -> None:
    verdict = {"previous_verdict": "pending", "current_verdict": "all_pass", "can_deploy": True}
    verdict |= {"dde": "pass", "bdv": "pass", "acc": "pass"}
    ours = json.loads(to_json(event("dde.task.started", task_id="T1")))
    ours |= {"event_type": "convergence.verdict.changed", "payload": verdict}
    answer = client.post(CLOUD, json=cloudevent(ours), content_type=webhooks.STRUCTURED[0])
    assert (answer.status_code, desk.log.ends(("convergence",))) == (422, {})


@pytest.mark.parametrize(
    ("said", "media_type", "code"),
    [
        (cdevent("taskrun.started", {}), webhooks.STRUCTURED[0], 422),
        (cloudevent(cdevent("taskrun.started", {})), webhooks.STRUCTURED[0], 400),
        (cloudevent({}), "application/json", 415),
    ],
)
def test_an_envelope_that_is_none_or_says_too_little_is_refused(
    client: FlaskClient, desk: Desk, said: object, media_type: str, code: int
) -> None:
    answer = client.post(CLOUD, data=json.dumps(said), content_type=media_type)
    assert (answer.status_code, on_log(desk)) == (code, [])
    assert answer.mimetype == "application/problem+json"
