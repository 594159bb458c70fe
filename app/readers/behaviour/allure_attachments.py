"""Attachments of Allure results: files beside them, taken in as those of Cucumber Messages are."""

import hashlib
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from app.domain.payloads.bdv import Attachment, StepResult
from app.readers.behaviour import allure_types as message
from app.readers.cucumber_attachments import INLINE, Place, short_text
from app.readers.origin import clipped
from app.readers.source import Source, chunks

MOST: Final = 100
"""So many attachments of one step are told."""

LARGEST: Final = 10_000_000
"""Bytes; a larger file is not opened."""

Take = Callable[[Sequence[message.Attachment] | None], list[Attachment]]
"""Turns what a step names into what is told of it."""


def taking(files: Mapping[str, Source], place: Place | None) -> Take:
    """From these files of the folder alone, by their plain names; larger ones go to ``place``."""

    def take(named: Sequence[message.Attachment] | None) -> list[Attachment]:
        return [_taken(one, files.get(one.source or ""), place) for one in (named or ())[:MOST]]

    return take


def with_own(steps: list[StepResult], own: list[Attachment]) -> list[StepResult]:
    """What the test itself names stands on its first step that failed, else on its last, or on one of its own."""
    if not own:
        return steps
    if not steps:
        return [StepResult("test", "attached", "PASSED", attachments=own)]
    at = next((n for n, step in enumerate(steps) if step.status == "FAILED"), len(steps) - 1)
    held = steps[at]
    joined = msgspec.structs.replace(held, attachments=[*held.attachments, *own][:MOST])
    return [*steps[:at], joined, *steps[at + 1 :]]


def _taken(found: message.Attachment, source: Source | None, place: Place | None) -> Attachment:
    """With its text, its file, or a note why it has neither. Raises BadFile when the file cannot be read."""
    file = found.source or ""
    kind = clipped(found.type or mimetypes.guess_type(file)[0] or "application/octet-stream", 200)
    name = clipped(found.name or file, 500)
    if source is None:
        note = f"left out: {clipped(file, 200) or 'its file'} is not there"
        return Attachment(media_type=kind, name=name, note=note)
    if source.size > LARGEST:
        note = f"left out: {source.size} bytes, at most {LARGEST} are kept of one attachment"
        return Attachment(media_type=kind, name=name, size=source.size, note=note)
    data = b"".join(chunks(source))
    told = Attachment(media_type=kind, name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    if text := short_text(kind, data):
        return msgspec.structs.replace(told, text=text)
    if place is None or not data:
        note = f"left out: {len(data)} bytes, only texts up to {INLINE} bytes are kept" if data else ""
        return msgspec.structs.replace(told, note=note)
    kept, why = place(data, told.sha256)
    return msgspec.structs.replace(told, file=kept, note=why)
