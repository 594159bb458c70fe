"""Files for the browser are packed once, and only for browsers that can unpack them."""

import gzip
from pathlib import Path

from flask import Flask

from app.api.packed import register_packed


def client(folder: Path):
    (folder / "big.js").write_text("let a = 1;\n" * 500)
    (folder / "font.woff2").write_bytes(bytes(5000))
    server = Flask("files", static_folder=str(folder), static_url_path="/assets")
    register_packed(server)
    return server.test_client()


def test_a_script_is_packed_for_who_can_unpack_it(tmp_path):
    answer = client(tmp_path).get("/assets/big.js", headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (tmp_path / "big.js").read_bytes()
    assert len(answer.data) < 500


def test_who_cannot_unpack_gets_it_as_it_is(tmp_path):
    answer = client(tmp_path).get("/assets/big.js")
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (tmp_path / "big.js").read_bytes()


def test_fonts_are_packed_already(tmp_path):
    answer = client(tmp_path).get("/assets/font.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_file_that_changed_is_packed_anew(tmp_path):
    browser = client(tmp_path)
    browser.get("/assets/big.js", headers={"Accept-Encoding": "gzip"})
    (tmp_path / "big.js").write_text("let b = 2;\n" * 500)
    answer = browser.get("/assets/big.js", headers={"Accept-Encoding": "gzip"})
    assert b"let b" in gzip.decompress(answer.data)
