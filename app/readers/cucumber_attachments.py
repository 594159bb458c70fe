"""Attachments of Cucumber Messages: their bytes, and what is said of them where the bytes go nowhere else."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import Final

import msgspec

from app.domain.payloads.bdv import Attachment
from app.readers import cucumber_envelope as message
from app.readers.origin import clipped

Place = Callable[[bytes, str], tuple[str, str]]
"""Puts bytes with this digest away: their place below the folder of all that is kept, or why they have none."""

INLINE: Final = 4_096
"""Bytes of text up to which an attachment is kept within its event."""

_TEXTS: Final = ("text/", "application/json", "application/xml", "application/x-ndjson", "application/yaml")


def content(found: message.Attachment) -> bytes | None:
    """The bytes; None for base64 that is none."""
    if found.content_encoding.upper() != "BASE64":
        return found.body.encode("utf-8", "replace")
    try:
        return base64.b64decode(found.body, validate=True)
    except (binascii.Error, ValueError):
        return None


def described(found: message.Attachment) -> Attachment:
    """What is known of it, with its text where that is short; ``note`` says so when there is nothing to see."""
    data = content(found)
    kind, name = clipped(found.media_type, 200), clipped(found.file_name or "", 500)
    if data is None:
        return Attachment(media_type=kind, name=name, note="its base64 cannot be decoded")
    text = short_text(kind, data)
    note = "" if text or not data else f"left out: {len(data)} bytes, only texts up to {INLINE} bytes are kept"
    digest = hashlib.sha256(data).hexdigest()
    return Attachment(media_type=kind, name=name, size=len(data), sha256=digest, text=text, note=note)


def kept(found: message.Attachment, place: Place | None) -> Attachment:
    """The attachment with its text, its file, or a note why it has neither."""
    told, data = described(found), content(found)
    if place is None or told.text or not data:
        return told
    file, note = place(data, told.sha256)
    return msgspec.structs.replace(told, file=file, note=note)


def elsewhere(found: message.ExternalAttachment) -> Attachment:
    """An attachment of which there is only an address."""
    return Attachment(media_type=clipped(found.media_type, 200), file=clipped(found.url, 2_000))


def short_text(media_type: str, data: bytes) -> str:
    """The text, if it is one and short; empty otherwise."""
    kind = media_type.lower()
    textual = kind.startswith(_TEXTS) or kind.partition(";")[0].endswith(("+json", "+xml", "+plain"))
    if not textual or len(data) > INLINE:
        return ""
    try:
        return clipped(data.decode())
    except UnicodeDecodeError:
        return ""
