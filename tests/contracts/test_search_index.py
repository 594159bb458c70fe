"""What every search index promises."""

from pathlib import Path

import pytest

from app.domain.graph import Scope
from app.errors import StoreUnavailable
from app.ports import Hit, Hits, SearchIndex
from tests.contracts.documents import HERE, document, found, keep
from tests.contracts.processes import in_threads, kill_after, start
from tests.contracts.products import OpenIndex


def test_an_empty_index_and_an_empty_query_find_nothing(index: SearchIndex) -> None:
    assert found(index, "login") == []
    keep(index, document("s1", "Login"))
    assert found(index, "") == found(index, "  \t ") == []
    index.ping()


def test_a_hit_tells_what_was_found_and_marks_the_words(index: SearchIndex) -> None:
    keep(index, document("s1", "Login fails", "after three tries", severity="BLOCKING", valid_at=7))
    hit = Hit(HERE, "s1", "Scenario", "Login fails", ("", "Login", " fails"), "BLOCKING", 7)
    assert index.search("acme", "login") == Hits((hit,), 1)
    assert hit.snippet == "[Login] fails"


def test_every_word_must_be_there_and_a_beginning_is_enough(index: SearchIndex) -> None:
    keep(index, document("s1", "Login fails", "after three tries"), document("s2", "Login works"))
    assert set(found(index, "login")) == {"s1", "s2"}
    assert found(index, "log thr") == ["s1"]
    assert found(index, "THREE login") == ["s1"]
    assert found(index, "ogin") == []
    assert found(index, "login four") == []


def test_accents_and_case_make_no_difference(index: SearchIndex) -> None:
    keep(index, document("s1", "Müller orders a Café"))
    assert found(index, "muller CAFE") == ["s1"]
    assert found(index, "müller café") == ["s1"]


def test_names_with_dots_and_slashes_are_found_by_their_parts(index: SearchIndex) -> None:
    keep(index, document("m1", "app.domain.user_profile"), document("t1", "BE.ProfileService"))
    assert found(index, "domain.user_prof") == ["m1"]
    assert found(index, "BE.Prof") == ["t1"]


def test_a_word_in_the_title_comes_before_one_in_the_body(index: SearchIndex) -> None:
    keep(index, document("s1", "Order", "the payment is refused"), document("s2", "Payment", "of an order"))
    assert found(index, "payment") == ["s2", "s1"]


def test_nobody_finds_what_belongs_to_another_tenant(index: SearchIndex) -> None:
    keep(index, document("s1", "Login"), document("s1", "Login elsewhere", scope=Scope("umbrella", "i1")))
    assert [hit.scope.tenant for hit in index.search("acme", "login").hits] == ["acme"]
    assert [hit.scope.tenant for hit in index.search("umbrella", "login").hits] == ["umbrella"]
    assert index.search("", "login") == Hits()


def test_iteration_kind_and_limit_narrow_the_search(index: SearchIndex) -> None:
    keep(
        index,
        document("s1", "Login"),
        document("s1", "Login", scope=Scope("acme", "i2")),
        document("v1", "Login", kind="Violation"),
    )
    assert found(index, "login", only={"iteration": ["i2"]}) == ["s1"]
    assert found(index, "login", only={"kind": ["Violation"]}) == ["v1"]
    assert found(index, "login", only={"iteration": ["i2"], "kind": ["Violation"]}) == []
    assert len(found(index, "login", limit=2)) == 2
    assert found(index, "login", limit=0) == []


def test_a_newer_document_takes_the_place_of_the_one_with_its_uid(index: SearchIndex) -> None:
    keep(index, document("s1", "Login fails", "three tries"))
    keep(index, document("s1", "Logout works", severity="INFO"))
    assert found(index, "login") == found(index, "tries") == []
    assert [hit.severity for hit in index.search("acme", "logout").hits] == ["INFO"]


def test_positions_come_with_the_documents_per_consumer(index: SearchIndex) -> None:
    index.index("search", {"dde-1": 5, "acc-0": 2}, [document("s1", "Login")])
    index.index("search", {"dde-1": 6}, [])
    index.index("other", {"dde-1": 1}, [])
    assert index.positions("search") == {"dde-1": 6, "acc-0": 2}
    assert index.positions("other") == {"dde-1": 1}
    assert index.positions("nobody") == {}


def test_a_killed_writer_leaves_documents_and_position_in_step(
    search_product: str, open_index: OpenIndex, tmp_path: Path
) -> None:
    reader = open_index(tmp_path)
    said = kill_after(start("index", search_product, tmp_path, "login"), lines=25)
    kept = len(found(reader, "login", limit=1_000_000))
    assert said <= kept <= said + 1
    assert reader.positions("login") == {"dde-0": kept}


def test_a_reader_may_come_before_the_writer_and_sees_what_it_writes(open_index: OpenIndex, tmp_path: Path) -> None:
    reader = open_index(tmp_path)
    assert found(reader, "login") == []
    writer = open_index(tmp_path)
    keep(writer, document("s1", "Login"))
    assert found(reader, "login") == ["s1"]


def test_several_threads_may_search_while_one_writes(index: SearchIndex) -> None:
    def work(number: int) -> None:
        for batch in range(20):
            if number == 0:
                keep(index, *(document(f"s{batch}.{n}", "Login") for n in range(5)))
            hits = found(index, "login", limit=1000)
            assert len(hits) % 5 == 0
            assert len(set(hits)) == len(hits)

    in_threads(work)
    assert len(found(index, "login", limit=1000)) == 100


def test_a_closed_index_stays_closed_and_says_so(index: SearchIndex) -> None:
    index.close()
    index.close()
    with pytest.raises(StoreUnavailable):
        index.ping()
