"""What a test run put down is served as it is; only a picture is shown, and nothing of it can act on a page."""

import base64
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.adapters.file_attachments import FileAttachments
from app.engines.behaviour.store import Store
from app.main import create_server
from app.readers.cucumber_envelope import Attachment
from callbacks.attachment import picture_of
from tests.workers.desks import desk_in

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" + b" " * 5_000


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_server(desk_in(tmp_path)).test_client()


def put(folder: Path, data: bytes, kind: str) -> str:
    body = base64.b64encode(data).decode()
    return Store(folder).keep(Attachment(media_type=kind, body=body, content_encoding="BASE64")).sha256


def test_a_picture_is_shown(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get(f"/attachment/{put(tmp_path, PNG, 'image/png')}")
    assert (answer.data, answer.content_type) == (PNG, "image/png")
    assert answer.headers["Content-Disposition"] == "inline"


def test_what_only_says_that_it_is_a_picture_is_saved_and_never_run(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get(f"/attachment/{put(tmp_path, SCRIPT, 'image/svg+xml')}")
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("sha256", ["0" * 64, "log.db", "A" * 64])
def test_what_is_not_kept_is_not_found_and_no_other_file_is_opened(client: FlaskClient, sha256: str) -> None:
    assert client.get(f"/attachment/{sha256}").status_code == 404


def test_a_digest_leads_out_of_the_folder_never(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    assert FileAttachments(tmp_path / "kept").read("../secret") is None


def test_bytes_that_are_not_what_they_were_count_as_lost(tmp_path: Path) -> None:
    sha256 = put(tmp_path, PNG, "image/png")
    assert FileAttachments(tmp_path).read(sha256) == PNG
    (tmp_path / "attachments" / sha256[:2] / sha256).write_bytes(b"other")
    assert FileAttachments(tmp_path).read(sha256) is None


def test_the_kind_is_told_from_the_bytes() -> None:
    begun = {"image/webp": b"RIFF0000WEBP", "image/gif": b"GIF89a", "image/jpeg": b"\xff\xd8\xff\xe0", "": b"RIFF"}
    assert {kind: picture_of(data) for kind, data in begun.items()} == {kind: kind for kind in begun}
    assert picture_of(PNG) == "image/png"
