"""What every graph store promises, run over each of them (see graph_fixture.PRODUCTS)."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.fold import fold
from app.domain.graph import Entry, Fact, NodeId, Op, Scope
from app.domain.moments import LATEST, NOW, AsOf
from app.errors import UnknownIteration
from app.ports import Batch, GraphStore, Message
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import PRODUCTS, Product, address
from tests.contracts.histories import ACCEPTED, HERE, NODES, TIMES, batches, entry, long_history, moments, moved_to

ONE_STORE_FOR_ALL_EXAMPLES = settings(
    max_examples=150 if os.environ.get("CI") else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = itertools.count()


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> Product:
    return PRODUCTS[request.param]


@pytest.fixture
def store(product: Product, tmp_path: Path) -> Iterator[GraphStore]:
    opened = product.write(address(tmp_path))
    yield opened
    opened.close()


def new_scope() -> Scope:
    """A scope that nobody has used: examples share a store and must not meet."""
    return Scope("acme", f"iteration-{next(_numbers)}")


def stated(key: str, accepted: int, valid_at: int = TIMES[0], entity: NodeId = NODES[0], **props: Any) -> Entry:
    return entry(key, [Fact(entity, valid_at, props, Op.DECLARE)], accepted)


@given(cut=batches())
@ONE_STORE_FOR_ALL_EXAMPLES
def test_a_snapshot_is_the_fold_of_everything_appended(store: GraphStore, cut: list[list[Entry]]) -> None:
    scope = new_scope()
    arrived: list[Entry] = []
    for part in moved_to(scope, cut):
        check.bring(store, [part])
        arrived += part
    check.answers_like_fold(store, scope, arrived)


@given(cut=batches(), pairs=st.lists(st.tuples(moments, moments), min_size=1, max_size=12))
@ONE_STORE_FOR_ALL_EXAMPLES
def test_a_diff_is_the_difference_of_two_folds(
    store: GraphStore, cut: list[list[Entry]], pairs: list[tuple[AsOf, AsOf]]
) -> None:
    scope = new_scope()
    parts = moved_to(scope, cut)
    check.bring(store, parts)
    check.differs_like_fold(store, scope, list(itertools.chain(*parts)), pairs)


@given(cut=batches(), moment=moments, known=st.sampled_from([*ACCEPTED, LATEST]))
@ONE_STORE_FOR_ALL_EXAMPLES
def test_history_events_and_entries_are_those_appended(
    store: GraphStore, cut: list[list[Entry]], moment: AsOf, known: int
) -> None:
    scope = new_scope()
    parts = moved_to(scope, cut)
    check.bring(store, parts)
    arrived = list(itertools.chain(*parts))
    check.remembers(store, scope, arrived, moment)
    check.tells_what_happened(store, scope, arrived, (TIMES[1], TIMES[4]), known)
    check.keeps_everything_once(store, scope, arrived)


@pytest.mark.parametrize("seed", range(4))
def test_a_long_history_is_the_fold_of_itself_at_any_moment(store: GraphStore, seed: int) -> None:
    arrived, chance = long_history(seed), Random(seed)
    for start in range(0, len(arrived), 23):
        store.append(Batch("ingest", {}, arrived[start : start + 23]))
    times = [1_000 + chance.randrange(210) for _ in range(25)]
    looks = [AsOf(at, chance.choice([LATEST, chance.randrange(420)])) for at in times]
    for before, after in itertools.pairwise(looks):
        assert check.plain(store.snapshot(HERE, after)) == check.plain(fold(arrived, after)), after
        check.differs_like_fold(store, HERE, arrived, [(before, after)])
    check.keeps_everything_once(store, HERE, arrived)
    check.remembers(store, HERE, arrived, looks[0])
    check.tells_what_happened(store, HERE, arrived, (1_050, 1_060), LATEST)


@pytest.mark.parametrize("size", [1, 9])
def test_what_is_said_at_the_moment_of_a_removal_counts_in_order(store: GraphStore, size: int) -> None:
    first, last = Fact(NODES[0], TIMES[0], {"name": 1}, Op.DECLARE), Fact(NODES[0], TIMES[4], {}, Op.DECLARE)
    words = [Fact(NODES[0], TIMES[2], {"status": int(op)}, op) for op in (Op.PATCH, Op.REMOVE, Op.DECLARE)]
    for order in itertools.permutations(words):
        scope = new_scope()
        arrived = [entry(f"k{n}", [f], ACCEPTED[n], scope) for n, f in enumerate([first, *order, last])]
        check.bring(store, [arrived[n : n + size] for n in range(0, len(arrived), size)])
        check.answers_like_fold(store, scope, arrived)


@given(cuts=st.lists(batches(), min_size=2, max_size=3))
@settings(ONE_STORE_FOR_ALL_EXAMPLES, max_examples=15)
def test_scopes_do_not_meet_even_within_one_batch(store: GraphStore, cuts: list[list[list[Entry]]]) -> None:
    scopes = [new_scope() for _ in cuts]
    parts = [list(itertools.chain(*moved_to(scope, cut))) for scope, cut in zip(scopes, cuts, strict=True)]
    mixed = [e for row in itertools.zip_longest(*parts) for e in row if e is not None]
    check.bring(store, [mixed])
    for scope, arrived in zip(scopes, parts, strict=True):
        check.answers_like_fold(store, scope, arrived)
        check.keeps_everything_once(store, scope, arrived)


def test_a_redelivered_event_changes_nothing(store: GraphStore) -> None:
    first = stated("k", 1, name="first")
    again = stated("k", 2, name="second")
    assert store.append(Batch("ingest", {}, [first])) == [True]
    revision = store.revision(HERE)
    assert store.append(Batch("ingest", {}, [again, again])) == [False, False]
    assert store.snapshot(HERE).nodes[NODES[0]].props == {"name": "first"}
    assert store.revision(HERE) == revision
    assert store.revision() > 0


def test_a_key_counts_once_within_a_batch_and_once_per_scope(store: GraphStore) -> None:
    elsewhere = Scope("acme", "other")
    other = entry("k", [], 3, elsewhere)
    assert store.append(Batch("ingest", {}, [stated("k", 1), stated("k", 2), other])) == [True, False, True]
    assert [info.scope for info in store.scopes()] == [HERE, elsewhere]


def test_a_snapshot_taken_does_not_change_when_the_store_does(store: GraphStore) -> None:
    store.append(Batch("ingest", {}, [stated("k1", 1, name="before")]))
    taken = store.snapshot(HERE)
    store.append(Batch("ingest", {}, [stated("k2", 2, TIMES[1], name="after"), stated("k3", 3, entity=NODES[1])]))
    assert list(taken.nodes) == [NODES[0]]
    assert taken.nodes[NODES[0]].props == {"name": "before"}
    assert store.snapshot(HERE).nodes[NODES[0]].props == {"name": "after"}


def test_the_mappings_of_a_snapshot_behave_like_dicts(store: GraphStore) -> None:
    store.append(Batch("ingest", {}, [stated("k1", 1, name="a")]))
    nodes = store.snapshot(HERE).nodes
    assert nodes == dict(nodes)
    assert nodes.get(NODES[1]) is None
    assert NODES[1] not in nodes
    with pytest.raises(KeyError):
        nodes[NODES[1]]


def test_a_scope_never_seen_is_unknown(store: GraphStore) -> None:
    nowhere = Scope("acme", "nowhere")
    for question in (
        lambda: store.snapshot(nowhere),
        lambda: store.history(nowhere, NODES[0]),
        lambda: store.diff(nowhere, NOW, NOW),
        lambda: store.around(nowhere, 0, LATEST, LATEST, 10),
        lambda: list(store.entries(nowhere)),
    ):
        with pytest.raises(UnknownIteration, match="nowhere"):
            question()
    assert store.revision(nowhere) == 0
    assert store.revision() == 0
    assert store.scopes() == []


def test_an_entity_never_seen_has_no_history(store: GraphStore) -> None:
    store.append(Batch("ingest", {}, [stated("k", 1)]))
    assert store.history(HERE, NodeId("Task", "nobody")) == []


def test_positions_come_with_their_batch_and_stay_apart_by_consumer(store: GraphStore) -> None:
    store.append(Batch("ingest", {"dde-0": 4, "acc-1": 2}, []))
    store.append(Batch("ingest", {"dde-0": 9}, [stated("k", 1)]))
    store.append(Batch("other", {"dde-0": 1}, []))
    assert store.positions("ingest") == {"dde-0": 9, "acc-1": 2}
    assert store.positions("other") == {"dde-0": 1}
    assert store.positions("nobody") == {}


def test_the_outbox_keeps_messages_in_order_until_they_are_sent(store: GraphStore) -> None:
    messages = [Message("convergence", f"i{n}", bytes([n, 0])) for n in range(3)]
    store.append(Batch("ingest", {}, [], messages[:2]))
    store.append(Batch("ingest", {}, [], messages[2:]))
    waiting = store.outbox(10)
    assert [message for _, message in waiting] == messages
    assert store.outbox(1) == waiting[:1]
    store.sent([number for number, _ in waiting[:2]])
    assert store.outbox(10) == waiting[2:]
    store.sent([])


def test_a_batch_that_cannot_be_kept_leaves_nothing_behind(store: GraphStore) -> None:
    good, bad = stated("good", 1), stated("bad", 2, odd=object())
    with pytest.raises(TypeError):
        store.append(Batch("ingest", {"dde-0": 2}, [good, bad], [Message("convergence", "i", b"")]))
    assert (store.positions("ingest"), store.scopes(), store.outbox(1), store.revision()) == ({}, [], [], 0)
    assert store.append(Batch("ingest", {"dde-0": 2}, [good])) == [True]
    assert list(store.snapshot(HERE).nodes) == [NODES[0]]


def test_the_revision_grows_with_every_entry_taken_in(store: GraphStore) -> None:
    seen = [store.revision(HERE)]
    for n in range(3):
        store.append(Batch("ingest", {}, [stated(f"k{n}", n)]))
        seen.append(store.revision(HERE))
    assert seen == sorted(set(seen))
    assert store.revision() >= seen[-1]


def test_a_store_opened_again_goes_on_where_it_was(product: Product, tmp_path: Path) -> None:
    arrived = [stated(f"k{n}", n, TIMES[n % 3], NODES[n % 2], count=n) for n in range(8)]
    for part in (arrived[:3], arrived[3:4], arrived[2:]):
        store = product.write(address(tmp_path))
        store.append(Batch("ingest", {}, part))
        store.close()
    reopened = product.write(address(tmp_path))
    check.answers_like_fold(reopened, HERE, arrived)
    check.keeps_everything_once(reopened, HERE, arrived)
    reopened.close()


def test_ping_answers_and_close_may_be_called_twice(product: Product, tmp_path: Path) -> None:
    for opened in (product.write(address(tmp_path)), product.read(address(tmp_path))):
        opened.ping()
        opened.close()
        opened.close()


def test_a_reader_may_come_before_the_store_and_follows_it(product: Product, tmp_path: Path) -> None:
    reader = product.read(address(tmp_path))
    assert (reader.revision(), reader.scopes(), reader.outbox(5), reader.positions("ingest")) == (0, [], [], {})
    with pytest.raises(UnknownIteration):
        reader.snapshot(HERE)
    writer = product.write(address(tmp_path))
    writer.append(Batch("ingest", {}, [stated("k1", 1, name="a")]))
    assert reader.snapshot(HERE).nodes[NODES[0]].props == {"name": "a"}
    writer.append(Batch("ingest", {}, [stated("k2", 2, TIMES[1], name="b")]))
    assert reader.snapshot(HERE).nodes[NODES[0]].props == {"name": "b"}
    writer.close()
    reader.close()
