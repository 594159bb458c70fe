"""A page never runs the scripts of another day: files lie under addresses that their content gives them."""

import os
import re
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify

from app.api.assets import BUILD, Assets, register_assets

PAGE = '<meta name="mc-build" content=""><link href="/assets/look.css?m=17"><script src="/assets/act.js"></script>'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "signs.woff2").write_bytes(b"signs")
    (tmp_path / "look.css").write_text('@font-face{src:url("fonts/signs.woff2")} .a{background:url(elsewhere.png)}')
    (tmp_path / "act.js").write_text("let a = 1;")
    return tmp_path


def started(folder: Path):
    """A server that begins now."""
    server = Flask("files", static_folder=None)
    register_assets(server, Assets(folder))
    server.add_url_rule("/", "page", lambda: Response(PAGE, mimetype="text/html"))
    server.add_url_rule("/picture", "picture", lambda: jsonify({}))
    return server.test_client()


def addresses(browser) -> list[str]:
    return re.findall(r'"(/assets/[^"]+)"', browser.get("/").text)


def test_a_page_names_each_file_by_its_content_and_the_browser_keeps_it_for_good(folder):
    browser = started(folder)
    for address in addresses(browser):
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        assert browser.get(address).headers["Cache-Control"].endswith("immutable")
    assert browser.get("/").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("changed", ["act.js", "look.css", "fonts/signs.woff2"])
def test_what_changed_between_two_starts_has_another_address_even_within_the_same_second(folder, changed):
    before = started(folder)
    file = folder / changed
    stamp = file.stat()
    file.write_bytes(file.read_bytes().replace(b"a", b"b").replace(b"s", b"t"))
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = started(folder)
    assert addresses(before) != addresses(after)


def test_a_process_serves_the_files_that_it_began_with(folder):
    browser = started(folder)
    (folder / "act.js").write_text("let b = 2;")
    (folder / "new.js").write_text("let c = 3;")
    assert browser.get("/assets/act.js").text == "let a = 1;"
    assert browser.get("/assets/new.js").status_code == 404


def test_what_another_process_named_is_not_kept(folder):
    old = addresses(started(folder))[-1]
    (folder / "act.js").write_text("let b = 2;")
    answer = started(folder).get(old)
    assert answer.text == "let b = 2;"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_without_a_mark_is_asked_for_each_time_and_sent_once(folder):
    browser = started(folder)
    first = browser.get("/assets/act.js")
    assert first.headers["Cache-Control"] == "no-cache"
    assert browser.get("/assets/act.js", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_style_sheet_leads_to_its_fonts_by_their_content_and_leaves_other_addresses(folder):
    css = started(folder).get("/assets/look.css").text
    assert re.search(r'url\("fonts/signs\.woff2\?v=[0-9a-f]{12}"\)', css)
    assert "elsewhere.png" in css
    assert "?v=" not in css.split("elsewhere")[1]


def test_pages_and_answers_say_from_which_build_they_are(folder):
    browser = started(folder)
    build = browser.get("/picture").headers[BUILD]
    assert f'content="{build}"' in browser.get("/").text
    (folder / "act.js").write_text("let b = 2;")
    assert started(folder).get("/picture").headers[BUILD] != build


def test_what_every_page_needs_travels_as_one_script_and_one_style_sheet_in_the_order_of_names(folder):
    (folder / "be.js").write_text("let b = 2;")
    (folder / "later").mkdir()
    (folder / "later" / "late.js").write_text("let z = 26;")
    browser = started(folder)
    assert browser.get("/assets/all.js").text == "let a = 1;\nlet b = 2;"
    assert browser.get("/assets/all.css").text == browser.get("/assets/look.css").text
