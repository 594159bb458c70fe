"""Attachments in Cucumber messages: short texts stay with their step, the rest is put away or said to be left out."""

import base64
import hashlib
import json

import pytest

from tests.readers.cucumber import BEGUN, ENDED, KIT, OVER, PLANNED, STEP, read_lines
from tests.readers.inputs import (
    attempts,
    needs_inputs,
    of_type,
    read,
    read_file,
)

ATTACHED = (
    b'{"attachment":{"body":"aGVsbG8=","contentEncoding":"BASE64","mediaType":"text/plain","fileName":"note.txt",'
    b'"testCaseStartedId":"x","testStepId":"ts"}}\n'
)


def test_a_short_text_stays_with_its_step() -> None:
    (done,) = attempts(read(PLANNED + BEGUN + ATTACHED + STEP % b"PASSED" + ENDED + OVER))
    (kept,) = done.steps[0].attachments
    assert (kept.name, kept.media_type, kept.size, kept.text) == ("note.txt", "text/plain", 5, "hello")
    assert kept.sha256 == hashlib.sha256(b"hello").hexdigest()


@pytest.mark.parametrize(
    ("was", "becomes", "note"),
    [
        (b"text/plain", b"image/png", "left out: 5 bytes"),
        (b"aGVsbG8=", base64.b64encode(b"x" * 5_000), "left out: 5000 bytes"),
        (b"aGVsbG8=", b"%%%", "its base64 cannot be decoded"),
    ],
)
def test_what_is_no_short_text_says_that_it_is_left_out(was: bytes, becomes: bytes, note: str) -> None:
    (done,) = attempts(read(PLANNED + BEGUN + ATTACHED.replace(was, becomes) + STEP % b"PASSED" + ENDED + OVER))
    (kept,) = done.steps[0].attachments
    assert kept.note.startswith(note)
    assert not kept.text


def test_attachments_beyond_the_hundredth_of_a_step_are_counted() -> None:
    events = read(PLANNED + BEGUN + ATTACHED * 103 + STEP % b"PASSED" + ENDED + OVER)
    assert events[-1].metadata["left_out"] == "3 attachments"


def test_what_hooks_around_the_run_attach_stands_on_its_end() -> None:
    around = ATTACHED.replace(b'"testCaseStartedId":"x","testStepId":"ts"', b'"testRunHookStartedId":"h"')
    (ended,) = of_type(read(PLANNED + around + OVER), "bdv.run.completed")
    assert [kept.text for kept in ended.attachments] == ["hello"]


@needs_inputs
def test_attachments_of_the_kit_are_as_many_as_its_lines_say() -> None:
    for name in KIT:
        said = [json.loads(line) for line in read_lines(name) if line.startswith((b'{"attachment"', b'{"externalA'))]
        events = read_file(name)
        on_steps = [kept for done in attempts(events) for step in done.steps for kept in step.attachments]
        around = [kept for ended in of_type(events, "bdv.run.completed") for kept in ended.attachments]
        assert len(on_steps) + len(around) == len(said), name


@needs_inputs
def test_a_picture_is_put_away_where_whoever_reads_wants_it() -> None:
    kept: dict[str, bytes] = {}

    def place(data: bytes, sha256: str) -> tuple[str, str]:
        kept[sha256] = data
        return f"kept/{sha256}", ""

    name = "cucumber-messages/compatibility-kit/examples-tables-attachment/examples-tables-attachment.ndjson"
    steps = [step for done in attempts(read_file(name, keep=place)) for step in done.steps]
    found = [a for step in steps for a in step.attachments]
    assert [a.media_type for a in found] == ["image/jpeg", "image/png"]
    assert all(a.file == f"kept/{a.sha256}" and hashlib.sha256(kept[a.sha256]).hexdigest() == a.sha256 for a in found)
    assert all(
        a.note for step in (s for done in attempts(read_file(name)) for s in done.steps) for a in step.attachments
    )
