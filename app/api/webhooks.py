"""Webhooks of GitHub and GitLab, signed, and CloudEvents over HTTP; into the log, never into a store.

Where a delivery belongs it says itself (its repository, branch and commit), unless the address names it:
``?iteration=…&project=…``. Ids come from what is said, so a delivery that comes again changes nothing; the
delivery's own id becomes the batch, by which ``ingest --undo`` can take it back.
"""

import base64
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

import msgspec
from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, MethodNotAllowed, Unauthorized, UnsupportedMediaType

from app.api.signatures import github_signed, gitlab_signed
from app.desk import Desk
from app.domain.events import STREAMS, Event
from app.errors import BadMessage, BadRequest
from app.readers import READERS, Origin, Reader, Source
from app.readers.forge import cloudevents, github, gitlab
from app.settings import Secrets
from app.use_cases.post import post
from app.wire.avro import encode

PREFIX: Final = "/api/v1/webhooks"
ADDRESSES: Final = ("webhooks/github", "webhooks/gitlab", "webhooks/cloudevents")
MAX_BYTES: Final = 25 * 1024 * 1024
JSON: Final = "application/json"
STRUCTURED: Final = ("application/cloudevents+json", "application/cloudevents-batch+json")
ATTRIBUTES: Final = ("specversion", "id", "source", "type", "time")

_ENVELOPES: Final = next(reader for reader in READERS if reader.name == cloudevents.FORMAT)


def register_webhooks(server: Flask, desk: Desk, secrets: Secrets) -> None:
    """Add the three addresses."""
    views: dict[str, Callable[[], Response]] = {
        "github": lambda: _github(desk, secrets.github),
        "gitlab": lambda: _gitlab(desk, secrets.gitlab),
        "cloudevents": lambda: _cloudevents(desk),
    }
    for name, view in views.items():
        server.add_url_rule(f"{PREFIX}/{name}", f"webhook_{name}", view, methods=["POST"])
        server.add_url_rule(f"{PREFIX}/{name}", f"webhook_{name}_get", _only_post, methods=["GET"])


def _only_post() -> Response:
    """Otherwise the pages would answer."""
    raise MethodNotAllowed(["POST"])


def _github(desk: Desk, secret: str) -> Response:
    _configured(secret, "MC_GITHUB_SECRET", "the secret of the webhook on GitHub")
    body = _body()
    if not github_signed(secret, request.headers, body):
        raise Unauthorized("the delivery is not signed as it has to be")
    _is_json("set the webhook's content type to application/json")
    return _taken(desk, github.READER, body, "github", request.headers.get("X-GitHub-Delivery", ""))


def _gitlab(desk: Desk, secret: str) -> Response:
    _configured(secret, "MC_GITLAB_SECRET", "the signing token (or secret token) of the webhook on GitLab")
    body = _body()
    if not gitlab_signed(secret, request.headers, body, desk.clock()):
        raise Unauthorized("the delivery is not signed as it has to be")
    _is_json("send application/json")
    known = request.headers.get("webhook-id") or request.headers.get("X-Gitlab-Event-UUID", "")
    return _taken(desk, gitlab.READER, body, "gitlab", known)


def _cloudevents(desk: Desk) -> Response:
    """Structured or batch by media type, else binary: attributes in ``ce-…`` headers, the body is the data."""
    body = _body()
    if request.mimetype not in STRUCTURED:
        body = msgspec.json.encode(_attributes() | {"data_base64": base64.b64encode(body).decode()})
    return _taken(desk, _ENVELOPES, body, "cloudevents", request.headers.get("ce-id", ""))


def _attributes() -> dict[str, str]:
    """What the headers say. Raises UnsupportedMediaType when they say nothing of an event."""
    found = {name: value for name in ATTRIBUTES if (value := unquote(request.headers.get(f"ce-{name}", "")))}
    if "specversion" not in found:
        raise UnsupportedMediaType(f"send {' or '.join(STRUCTURED)}, or an event's attributes as ce-… headers")
    return found


def _configured(secret: str, name: str, what: str) -> None:
    if not secret:
        raise Forbidden(f"webhooks are not accepted here; set {name} to {what} and start the server again")


def _body() -> bytes:
    request.max_content_length = MAX_BYTES
    if request.content_encoding:
        raise UnsupportedMediaType(f"send the body as it is, not as {request.content_encoding}")
    return request.get_data()


def _is_json(what_to_do: str) -> None:
    if request.mimetype != JSON:
        raise UnsupportedMediaType(what_to_do)


def _taken(desk: Desk, reader: Reader, body: bytes, name: str, delivery: str) -> Response:
    """Read it, put it on the log, and say how much there was."""
    source = Source.of(body, name)
    events = [_placed(event) for event in reader.read(source, _origin(desk, f"{name}-{delivery}"[:100]))]
    answers = post(desk.log, encode, events)
    refused = [answer.reason for answer in answers if answer.status == "rejected"]
    if refused:
        raise BadMessage(refused[0])
    document = {
        "accepted": len(events),
        "iterations": sorted({event.iteration_id for event in events}),
        "note": "" if events else reader.remark(source),
    }
    return Response(msgspec.json.encode(document), 202, mimetype=JSON)


def _origin(desk: Desk, batch_id: str) -> Origin:
    project = request.args.get("project", "")
    iteration = request.args.get("iteration", "") or project
    return Origin(
        tenant=request.args.get("tenant") or desk.tenant,
        iteration=iteration,
        project=project,
        batch_id=batch_id,
        modified_ms=desk.clock(),
        assumed=not iteration,
    )


def _placed(event: Event) -> Event:
    """The event itself, when it may be posted and it is known where it belongs. Raises BadMessage or BadRequest."""
    if event.stream not in STREAMS:
        raise BadMessage(f"{event.event_type} is concluded here and cannot be posted; streams: {', '.join(STREAMS)}")
    if not event.iteration_id:
        raise BadRequest("the event does not say where it belongs; add ?iteration=NAME to the address")
    return event
