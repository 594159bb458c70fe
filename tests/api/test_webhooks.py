"""Signed webhooks and CloudEvents over HTTP go to the log, and to nothing else."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import api
from app.api import webhooks
from app.desk import Desk
from app.domain.events import STREAMS
from app.domain.graph import Scope
from app.settings import Secrets
from app.wire.avro import decode
from app.wire.jsonlines import to_json
from tests.builders import event
from tests.readers.forge.samples import GITHUB, GITLAB, cdevent, cloudevent, delivery
from tests.readers.inputs import ROOT, files, needs_inputs
from workers.drain import drain

SECRET = "correct horse battery staple"
TOKEN = "whsec_" + base64.b64encode(b"0123456789abcdef").decode()
HUB, LAB, CLOUD = (f"/api/v1/{address}" for address in webhooks.ADDRESSES)
PLAIN = "application/json"


@pytest.fixture
def signed(desk: Desk) -> FlaskClient:
    """A server that knows both secrets."""
    server = Flask("test")
    api.register(server, desk, Secrets(SECRET, TOKEN))
    return server.test_client()


def github(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": "workflow_job", "X-GitHub-Delivery": "d-1"}


def gitlab(body: bytes, at: int, key: bytes = b"0123456789abcdef", known: str = "m-1") -> dict[str, str]:
    digest = hmac.new(key, f"{known}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,AAAA v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": known, "webhook-timestamp": str(at), "webhook-signature": signature}


def on_log(desk: Desk) -> list[Any]:
    return [decode(record.value) for record in desk.log.read(STREAMS, {}, 1000)]


def test_a_signed_delivery_of_github_is_taken_in(signed: FlaskClient, desk: Desk) -> None:
    answer = signed.post(HUB, data=GITHUB, content_type=PLAIN, headers=github(GITHUB))
    assert (answer.status_code, answer.json["iterations"], answer.json["note"]) == (202, ["shop"], "")
    found = on_log(desk)
    assert len(found) == answer.json["accepted"] > 0
    assert {(e.tenant_id, e.iteration_id, e.batch_id) for e in found} == {(desk.tenant, "shop", "github-d-1")}
    assert desk.graph.scopes() == []


@needs_inputs
@pytest.mark.parametrize("name", files("github-events/**/*.json"))
def test_every_real_delivery_is_accepted_signed(signed: FlaskClient, name: str) -> None:
    body = (ROOT / name).read_bytes()
    answer = signed.post(HUB, data=body, content_type=PLAIN, headers=github(body))
    assert answer.status_code == 202
    assert bool(answer.json["accepted"]) != bool(answer.json["note"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "sha256=schön".encode().decode("latin-1")},
        {"X-Hub-Signature": "sha1=" + hmac.new(SECRET.encode(), GITHUB, hashlib.sha1).hexdigest()},
        github(GITHUB, "another secret"),
        github(GITHUB + b" "),
    ],
)
def test_a_delivery_that_is_not_signed_is_refused_without_a_hint(
    signed: FlaskClient, desk: Desk, headers: dict[str, str]
) -> None:
    answer = signed.post(HUB, data=GITHUB, content_type=PLAIN, headers=headers)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.json["detail"] == "the delivery is not signed as it has to be"
    assert on_log(desk) == []


@pytest.mark.parametrize(("address", "name"), [(HUB, "MC_GITHUB_SECRET"), (LAB, "MC_GITLAB_SECRET")])
def test_without_a_secret_nothing_is_accepted_and_it_is_said_what_to_set(
    client: FlaskClient, desk: Desk, address: str, name: str
) -> None:
    answer = client.post(
        address, data=GITHUB, content_type=PLAIN, headers={**github(GITHUB, ""), "X-Gitlab-Token": ""}
    )
    assert answer.status_code == 403
    assert name in answer.json["detail"]
    assert on_log(desk) == []


def test_a_delivery_that_comes_again_changes_nothing(signed: FlaskClient, desk: Desk) -> None:
    states = []
    for _ in range(2):
        assert signed.post(HUB, data=GITHUB, content_type=PLAIN, headers=github(GITHUB)).status_code == 202
        drain(desk)
        states.append(desk.graph.snapshot(Scope(desk.tenant, "shop")).nodes)
    assert states[0] == states[1]


def test_the_address_may_name_the_iteration(signed: FlaskClient, desk: Desk) -> None:
    address = f"{HUB}?iteration=release-7&project=web"
    assert signed.post(address, data=GITHUB, content_type=PLAIN, headers=github(GITHUB)).status_code == 202
    assert {(e.iteration_id, e.project) for e in on_log(desk)} == {("release-7", "web")}


def test_a_delivery_of_another_media_type_is_told_what_to_set(signed: FlaskClient) -> None:
    form = "application/x-www-form-urlencoded"
    answer = signed.post(HUB, data=GITHUB, content_type=form, headers=github(GITHUB))
    assert answer.status_code == 415
    assert "application/json" in answer.json["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"workflow_run": {"id": "x"}}', b"[" * 10_000])
def test_a_signed_body_that_cannot_be_read_is_refused_with_its_place(signed: FlaskClient, body: bytes) -> None:
    answer = signed.post(HUB, data=body, content_type=PLAIN, headers=github(body))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["detail"]


def test_a_delivery_of_no_repository_is_asked_where_it_belongs(signed: FlaskClient) -> None:
    body = json.dumps({k: v for k, v in json.loads(GITHUB).items() if k != "repository"}).encode()
    answer = signed.post(HUB, data=body, content_type=PLAIN, headers=github(body))
    assert answer.status_code == 400
    assert "iteration" in answer.json["detail"]


def test_a_body_beyond_measure_is_refused(signed: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MAX_BYTES", 100)
    assert signed.post(HUB, data=GITHUB, content_type=PLAIN, headers=github(GITHUB)).status_code == 413


def test_a_ping_is_answered(signed: FlaskClient, desk: Desk) -> None:
    body = delivery(zen="Keep it simple", hook={"id": 1}, action=None)
    answer = signed.post(HUB, data=body, content_type=PLAIN, headers=github(body))
    assert (answer.status_code, answer.json["accepted"]) == (202, 0)
    assert "hook" in answer.json["note"]


def test_a_signed_delivery_of_gitlab_is_taken_in(signed: FlaskClient, desk: Desk) -> None:
    headers = gitlab(GITLAB, desk.clock() // 1000)
    answer = signed.post(LAB, data=GITLAB, content_type=PLAIN, headers=headers)
    assert (answer.status_code, answer.json["iterations"]) == (202, ["shop"])
    assert {e.batch_id for e in on_log(desk)} == {"gitlab-m-1"}


def test_a_secret_token_of_gitlab_is_accepted_as_it_is(signed: FlaskClient) -> None:
    for token, code in ((TOKEN, 202), (TOKEN[:-1], 401), ("", 401)):
        answer = signed.post(LAB, data=GITLAB, content_type=PLAIN, headers={"X-Gitlab-Token": token})
        assert answer.status_code == code


@pytest.mark.parametrize("late", [-301, 301])
def test_a_signature_that_is_too_old_or_too_new_is_refused(signed: FlaskClient, desk: Desk, late: int) -> None:
    headers = gitlab(GITLAB, desk.clock() // 1000 + late)
    assert signed.post(LAB, data=GITLAB, content_type=PLAIN, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook-id": "m-2"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,x", "X-Gitlab-Token": TOKEN},
    ],
)
def test_a_signature_covers_id_time_and_body(signed: FlaskClient, desk: Desk, wrong: dict[str, str]) -> None:
    headers = gitlab(GITLAB, desk.clock() // 1000) | wrong
    assert signed.post(LAB, data=GITLAB, content_type=PLAIN, headers=headers).status_code == 401


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


@pytest.mark.parametrize("address", [HUB, LAB, CLOUD])
def test_asking_instead_of_telling_is_refused(signed: FlaskClient, address: str) -> None:
    answer = signed.get(address)
    assert (answer.status_code, answer.mimetype, answer.headers["Allow"]) == (405, "application/problem+json", "POST")


def test_secrets_are_never_shown() -> None:
    assert SECRET not in repr(Secrets(SECRET, TOKEN))
    assert TOKEN not in str(Secrets(SECRET, TOKEN))
