"""Signed deliveries, the addresses they go to, and what then lies on the log."""

import base64
import hashlib
import hmac
from typing import Any

from app.api import webhooks
from app.desk import Desk
from app.domain.events import STREAMS
from app.wire.avro import decode

SECRET = "correct horse battery staple"
TOKEN = "whsec_" + base64.b64encode(b"0123456789abcdef").decode()
HUB, LAB, CLOUD = (f"/api/v1/{address}" for address in webhooks.ADDRESSES)
PLAIN = "application/json"


def github(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Event": "workflow_job", "X-GitHub-Delivery": "d-1"}


def gitlab(body: bytes, at: int, key: bytes = b"0123456789abcdef", known: str = "m-1") -> dict[str, str]:
    digest = hmac.new(key, f"{known}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,AAAA v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": known, "webhook-timestamp": str(at), "webhook-signature": signature}


def on_log(desk: Desk) -> list[Any]:
    return [decode(record.value) for record in desk.log.read(STREAMS, {}, 1000)]
