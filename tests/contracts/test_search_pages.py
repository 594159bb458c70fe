"""Every search index narrows, counts and turns pages alike."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from app.domain.graph import Scope
from app.errors import BadRequest
from app.ports import Document, Hit, SearchIndex
from app.ports.search import FACETS, NARROWING, Narrowed, Order, Wanted
from tests.contracts.documents import document, found, keep

VALUES = {
    "kind": ("Violation", "TestRun", "Log"),
    "stream": ("acc", "bdv", "dde"),
    "severity": ("BLOCKING", "ERROR", ""),
    "project": ("shop", "till", ""),
    "rule": ("no-cycles", "layers", ""),
    "module": ("shop.cart", "shop.till", "shop"),
    "trace_id": ("a" * 32, "b" * 32, ""),
}
QUERIES = ("refund", "ref", "REFUND cart", "card-1", "refünd", "", "nothing", "refund nothing", "1", "shop.ca")
NARROWED: tuple[Narrowed, ...] = (
    {},
    {"kind": ["Violation"]},
    {"severity": ["BLOCKING", "ERROR"]},
    {"kind": ["Log", "TestRun"], "severity": ["BLOCKING"]},
    {"iteration": ["i2"], "project": ["shop"], "module": ["shop.cart", "shop"]},
    {"trace_id": ["a" * 32]},
    {"kind": ["Nobody"]},
)


def shop(count: int = 120) -> list[Document]:
    """Documents of all sorts, the same each time; several have the same time and the same words."""
    chance = Random(3)
    words = ("refund", "cart", "card-1", "till", "Refünd", "order", "shop.cart", "1")
    return [
        document(
            f"u{number:03}",
            " ".join(chance.choices(words, k=3)),
            " ".join(chance.choices(words, k=6)),
            scope=Scope("acme", f"i{number % 3}"),
            valid_at=1_000 + number // 4,
            **{name: chance.choice(values) for name, values in VALUES.items()},
        )
        for number in range(count)
    ]


@pytest.fixture
def shelf(index: SearchIndex) -> SearchIndex:
    keep(index, *shop())
    return index


def holds(one: Document, query: str, only: Narrowed) -> bool:
    """What the promise says, word by word."""
    plain = [text.lower().replace("ü", "u") for text in (f"{one.title} {one.body}", query)]
    text, asked = ("".join(c if c.isalnum() else " " for c in each).split() for each in plain)
    told = {name: one.scope.iteration if name == "iteration" else getattr(one, name) for name in NARROWING}
    if not query and not only:
        return False
    return all(told[name] in values for name, values in only.items()) and all(
        any(word.startswith(part) for word in text) for part in asked
    )


@pytest.mark.parametrize("only", NARROWED, ids=str)
def test_each_query_finds_and_counts_what_the_promise_says(shelf: SearchIndex, only: Narrowed) -> None:
    for query in QUERIES:
        hits = shelf.search("acme", query, Wanted(only=only, facets=FACETS, limit=1_000))
        meant = [one for one in shop() if holds(one, query, only)]
        assert {hit.uid for hit in hits.hits} == {one.uid for one in meant}, query
        assert hits.total == len(meant)
        for facet in FACETS if query or only else ():
            others = {name: values for name, values in only.items() if name != facet}
            seen = [one for one in shop() if holds(one, query, others)] if query or others else None
            if seen is not None:
                told = (o.scope.iteration if facet == "iteration" else getattr(o, facet) for o in seen)
                counts = Counter(filter(None, told))
                by_count = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
                assert [(one.value, one.count) for one in hits.facets[facet]] == by_count, (query, facet)


def pages(index: SearchIndex, query: str, order: Order, limit: int, only: Narrowed) -> Iterator[tuple[Hit, ...]]:
    after = ""
    while True:
        page = index.search("acme", query, Wanted(only=only, order=order, limit=limit, after=after))
        yield page.hits
        after = page.more
        if not after:
            return


@pytest.mark.parametrize("order", ["best", "newest", "oldest"])
@pytest.mark.parametrize("limit", [13, 200])
def test_pages_follow_each_other_and_hold_everything_once(shelf: SearchIndex, order: Order, limit: int) -> None:
    whole = shelf.search("acme", "refund", Wanted(order=order, limit=1_000)).hits
    turned = list(pages(shelf, "refund", order, limit, {}))
    assert [hit.uid for page in turned for hit in page] == [hit.uid for hit in whole]
    assert all(len(page) == limit for page in turned[:-1])


def words(text: str) -> list[str]:
    plain = text.lower().replace("ü", "u")
    return "".join(c if c.isalnum() else " " for c in plain).split()


def worth(one: Document, query: str) -> int:
    """What the promise says, word by word: whole in the title 8, its beginning 4; in the body 2 and 1."""
    title, body = words(one.title), words(one.body)
    return sum(
        8 * (word in title)
        or 4 * any(each.startswith(word) for each in title)
        or 2 * (word in body)
        or any(each.startswith(word) for each in body)
        for word in words(query)
    )


@pytest.mark.parametrize("query", ["refund", "ref", "cart ref", "card-1 ti", "1", "ORDER or refünd"])
def test_the_best_come_first_in_the_same_order_everywhere(shelf: SearchIndex, query: str) -> None:
    meant = [one for one in shop() if holds(one, query, {})]
    best = sorted(meant, key=lambda one: (-worth(one, query), -one.valid_at, one.scope.iteration, one.uid))
    assert found(shelf, query, limit=1_000) == [one.uid for one in best]


def test_time_orders_by_when_it_was_so_and_equals_by_name(shelf: SearchIndex) -> None:
    meant = [one for one in shop() if holds(one, "", {"kind": ["Log"]})]
    newest = sorted(meant, key=lambda one: (-one.valid_at, one.scope.iteration, one.uid))
    oldest = sorted(meant, key=lambda one: (one.valid_at, one.scope.iteration, one.uid))
    for order, by in (("newest", newest), ("oldest", oldest)):
        assert found(shelf, "", only={"kind": ["Log"]}, order=order, limit=1_000) == [one.uid for one in by]


def test_what_comes_while_pages_are_turned_moves_nothing_that_was_to_come(shelf: SearchIndex) -> None:
    turning = pages(shelf, "", "oldest", 20, {"kind": ["Log", "TestRun", "Violation"]})
    seen = [hit.uid for hit in next(turning)]
    keep(
        shelf,
        document("early", "refund", kind="Log", valid_at=1),
        document("late", "refund", kind="Log", valid_at=9_999),
    )
    seen += [hit.uid for page in turning for hit in page]
    assert seen == [*(f"u{n:03}" for n in sorted(range(120), key=lambda n: (n // 4, n % 3, n))), "late"]


def test_a_hit_says_all_that_it_can_be_narrowed_by(index: SearchIndex) -> None:
    told = {name: values[0] for name, values in VALUES.items()}
    keep(index, document("v1", "Cart imports till", **told, span_id="c" * 16))
    (hit,) = index.search("acme", "cart").hits
    assert {name: getattr(hit, name) for name in told} == told
    assert hit.span_id == "c" * 16


def test_what_was_asked_for_is_marked_wherever_it_stands(index: SearchIndex) -> None:
    keep(
        index,
        document("l1", "[error] <b>Refund</b> unpaid", "no money"),
        document("l2", "Till", "the refund failed"),
    )
    by_uid = {hit.uid: hit for hit in index.search("acme", "refu").hits}
    assert by_uid["l1"].pieces == ("[error] <b>", "Refund", "</b> unpaid")
    assert by_uid["l1"].snippet == "[error] <b>[Refund]</b> unpaid"
    assert by_uid["l2"].pieces == ("the ", "refund", " failed")


def test_of_a_long_text_the_stretch_around_what_was_asked_for_is_shown(index: SearchIndex) -> None:
    before, after = "early words that nobody asked for " * 4, " and late ones, and more of them" * 4
    keep(index, document("l1", "Till", f"{before}Müller's refunds were refused{after}"))
    (hit,) = index.search("acme", "muller refun").hits
    assert hit.pieces[1::2] == ("Müller", "refunds")
    assert hit.pieces[0].startswith("…") and hit.pieces[-1].endswith("…")
    assert 60 < len("".join(hit.pieces)) < 160


def test_a_page_after_none_and_facets_nobody_knows_are_refused(index: SearchIndex) -> None:
    keep(index, *shop(3))
    for wanted, says in (
        (Wanted(after="?"), "after"),
        (Wanted(after="WzFd"), "after"),
        (Wanted(only={"colour": ["red"]}), "narrowed to"),
        (Wanted(facets=["colour"]), "counted by"),
    ):
        with pytest.raises(BadRequest, match=says):
            index.search("acme", "refund", wanted)
    more = index.search("acme", "1", Wanted(order="newest", limit=1)).more
    with pytest.raises(BadRequest, match="newest"):
        index.search("acme", "1", Wanted(order="oldest", after=more))
