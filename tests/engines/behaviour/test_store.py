"""Attachments are kept under their content, once, and what is not kept says why."""

import base64
from pathlib import Path

import pytest

from app.engines.behaviour import store
from app.engines.behaviour.store import Store
from app.readers.cucumber_envelope import Attachment


def attached(data: bytes, kind: str = "image/png") -> Attachment:
    return Attachment(
        media_type=kind, body=base64.b64encode(data).decode(), content_encoding="BASE64", file_name="a.png"
    )


def test_the_same_content_is_one_file(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    first, second = kept.keep(attached(b"x" * 9_000)), kept.keep(attached(b"x" * 9_000))
    assert first == second
    assert [f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()] == [b"x" * 9_000]
    assert first.file == f"attachments/{first.sha256[:2]}/{first.sha256}"
    assert (first.name, first.size, first.note) == ("a.png", 9_000, "")


def test_a_file_that_was_spoilt_is_written_anew(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    file = tmp_path / kept.keep(attached(b"x" * 9_000)).file
    file.write_bytes(b"y")
    assert (tmp_path / kept.keep(attached(b"x" * 9_000)).file).read_bytes() == b"x" * 9_000


def test_what_is_too_large_is_dropped_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 100)
    monkeypatch.setattr(store, "LARGEST_RUN", 150)
    kept = Store(tmp_path)
    assert kept.keep(attached(b"x" * 101)).note == "dropped: 101 bytes, at most 100 are kept of one attachment"
    assert kept.keep(attached(b"a" * 90)).file
    late = kept.keep(attached(b"b" * 90))
    assert (late.file, late.note) == ("", "dropped: all attachments together have more than 150 bytes")
    assert late.sha256


def test_a_folder_that_cannot_be_written_costs_the_attachment_and_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("in the way")
    assert Store(tmp_path).keep(attached(b"x" * 9_000)).note.startswith("dropped: it cannot be written")
