"""Signed webhooks go to the log, and to nothing else."""

import hashlib
import hmac
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import api
from app.api import webhooks
from app.desk import Desk
from app.domain.graph import Scope
from app.settings import Secrets
from tests.api.hooks import CLOUD, HUB, LAB, PLAIN, SECRET, TOKEN, github, gitlab, on_log
from tests.readers.forge.samples import GITHUB, GITLAB, delivery
from tests.readers.inputs import ROOT, files, needs_inputs
from workers.drain import drain


@pytest.fixture
def signed(desk: Desk) -> FlaskClient:
    """A server that knows both secrets."""
    server = Flask("test")
    api.register(server, desk, Secrets(SECRET, TOKEN))
    return server.test_client()


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


@pytest.mark.parametrize("address", [HUB, LAB, CLOUD])
def test_asking_instead_of_telling_is_refused(signed: FlaskClient, address: str) -> None:
    answer = signed.get(address)
    assert (answer.status_code, answer.mimetype, answer.headers["Allow"]) == (405, "application/problem+json", "POST")


def test_secrets_are_never_shown() -> None:
    assert SECRET not in repr(Secrets(SECRET, TOKEN))
    assert TOKEN not in str(Secrets(SECRET, TOKEN))
