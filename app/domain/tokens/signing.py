"""Claims → token → claims: signed with HMAC-SHA256 under a named key, and refused with a reason that helps."""

import binascii
import hashlib
import hmac
import re
from typing import Final

import msgspec
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode, base64_encode

from app.domain.tokens.claims import READ, Claims, canonical
from app.errors import NotAllowed

LONGEST: Final = 4_096
"""No token of ours has more characters."""

_SALT: Final = b"mission-control.token.1"
_FORM: Final = re.compile(r"([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_NO_TOKEN: Final = "this link is damaged: copy it again, whole"


class Key(msgspec.Struct, frozen=True):
    """A secret, and the name that tokens signed with it carry."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"Key(id={self.id!r})"


class KeyRing(msgspec.Struct, frozen=True):
    """The first key signs; what any of them signed is believed, so that keys can be changed while links live on."""

    keys: tuple[Key, ...]

    def find(self, name: str) -> Key | None:
        """The key of this name."""
        return next((key for key in self.keys if key.id == name), None)


def sign(claims: Claims, ring: KeyRing) -> str:
    """The token of these claims: ``key.claims.signature``, letters that an address takes as they are."""
    return _signed(ring.keys[0], base64_encode(canonical(claims)).decode())


def read(token: str, ring: KeyRing, now: int, scope: str = READ) -> Claims:
    """What a token allows at ``now`` (ms). Raises NotAllowed with its reason.

    Nothing of the claims is looked at before the signature holds.
    """
    found = _FORM.fullmatch(token) if len(token) <= LONGEST else None
    if not found:
        raise NotAllowed("damaged", _NO_TOKEN)
    key = ring.find(found[1])
    if key is None:
        raise NotAllowed("signature", "the key that signed this link is no longer used: ask for a new link")
    if not hmac.compare_digest(_signed(key, found[2]), token):
        raise NotAllowed("signature", "this link was changed after it was signed, or somebody else signed it")
    claims = _decoded(found[2])
    if now >= claims.expires:
        raise NotAllowed("expired", "this link has expired: ask for a new one")
    if claims.scope != scope:
        raise NotAllowed("scope", f"this link allows to {claims.scope}, not to {scope}")
    return claims


def _signed(key: Key, body: str) -> str:
    signer = Signer(key.secret, _SALT, sep=".", key_derivation="hmac", digest_method=hashlib.sha256)
    return signer.sign(f"{key.id}.{body}").decode()


def _decoded(body: str) -> Claims:
    try:
        return msgspec.json.decode(base64_decode(body), type=Claims)
    except (msgspec.DecodeError, binascii.Error, ValueError) as flaw:  # signed by another version of ours
        raise NotAllowed("damaged", _NO_TOKEN) from flaw
