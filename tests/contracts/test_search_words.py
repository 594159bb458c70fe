"""What people type into a search is words, never the syntax of an engine."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import BadRequest
from app.ports import SearchIndex
from tests.contracts.documents import document, found, keep

SYNTAX = ['"', "'", "*", "login*", "a OR b", "login NOT fails", "NEAR(a b, 2)", "title:login", "^login", "{title}:x"]
SYNTAX += [
    "login)",
    "(",
    "-login",
    "+login",
    "login AND",
    "\\",
    "\0login",
    "login\0",
    "%",
    "_",
    ";DROP TABLE x",
    "“login”",
]


TEXTS = {"s1": "Login", "s2": "login not fails or and near title a b 2 x", "s3": "a b or"}


@pytest.mark.parametrize("query", SYNTAX)
def test_what_people_type_is_never_search_syntax(index: SearchIndex, query: str) -> None:
    keep(index, *(document(uid, title) for uid, title in TEXTS.items()))
    asked = re.findall(r"[a-z0-9]+", query.lower())
    every = {
        uid
        for uid, title in TEXTS.items()
        if asked and all(any(word.startswith(part) for word in title.lower().split()) for part in asked)
    }
    assert set(found(index, query)) == every


def test_an_operator_is_a_word_like_any_other(index: SearchIndex) -> None:
    keep(index, document("s1", "cats"), document("s2", "dogs"), document("s3", "dogs or cats"))
    assert found(index, "cats OR dogs") == ["s3"]
    assert found(index, "dogs NOT cats") == []
    assert found(index, "cats*") == found(index, '"cats"')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=30) | st.lists(st.sampled_from([*SYNTAX, "login", " "])).map("".join))
def test_whatever_is_typed_gets_an_answer(index: SearchIndex, query: str) -> None:
    keep(index, document("s1", "Login"))
    try:
        assert set(found(index, query)) <= {"s1"}
    except BadRequest as refused:
        assert "words" in str(refused)


def test_no_word_is_too_long_to_be_kept(index: SearchIndex) -> None:
    endless = "x7" * 30_000
    keep(index, document("l1", "Login", f"dump {endless} end"), document("l2", f"Login {endless}"))
    assert set(found(index, "login")) == {"l1", "l2"}
    assert set(found(index, "x7x7x7x7x7x7")) == {"l1", "l2"}
    assert found(index, "dump end") == ["l1"]


def test_a_query_beyond_measure_is_refused(index: SearchIndex) -> None:
    with pytest.raises(BadRequest, match="at most 50 words, found 1000"):
        index.search("acme", "login " * 1000)
