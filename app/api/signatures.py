"""Is a webhook from whom it says? Compared in constant time; an answer never says what was wrong."""

import base64
import binascii
import hashlib
import hmac
from typing import Final

from werkzeug.datastructures import Headers

TOLERANCE_S: Final = 300
"""How far the time of a signed delivery may be from ours, in seconds (Standard Webhooks)."""


def github_signed(secret: str, headers: Headers, body: bytes) -> bool:
    """``X-Hub-Signature-256``: sha256= and the HMAC of the body in hex."""
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _same(wanted, headers.get("X-Hub-Signature-256", ""))


def gitlab_signed(secret: str, headers: Headers, body: bytes, now_ms: int) -> bool:
    """``webhook-signature`` where the delivery is signed, else the secret token itself in ``X-Gitlab-Token``.

    A signature is ``v1,`` and the HMAC of id, time and body in base64; there may be several.
    """
    signatures = headers.get("webhook-signature", "")
    if not signatures:
        return _same(secret, headers.get("X-Gitlab-Token", ""))
    known, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (at.isascii() and at.isdigit() and len(at) < 15 and abs(int(at) - now_ms // 1000) <= TOLERANCE_S):
        return False
    digest = hmac.new(_key(secret), f"{known}.{at}.".encode() + body, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(digest).decode()
    return sum(_same(wanted, one) for one in signatures.split()) > 0


def _key(secret: str) -> bytes:
    """The bytes that a signing token stands for: what follows ``whsec_`` is base64."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _same(wanted: str, found: str) -> bool:
    return hmac.compare_digest(wanted.encode(), found.encode("utf-8", "replace"))
