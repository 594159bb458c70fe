"""What every graph store promises beside its answers, run over each of them (see graph_fixture.PRODUCTS)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.graph import Fact, NodeId, Op, Scope
from app.domain.moments import LATEST, NOW, AsOf
from app.errors import StoreUnavailable, UnknownIteration
from app.ports import Batch, GraphStore, Message
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import PRODUCTS, Product, address
from tests.contracts.histories import HERE, NODES, TIMES, entry, stated
from tests.contracts.servers import close, offered


@pytest.fixture(params=offered(PRODUCTS))
def product(request: pytest.FixtureRequest) -> Product:
    return PRODUCTS[request.param]


@pytest.fixture
def store(product: Product, tmp_path: Path) -> Iterator[GraphStore]:
    opened = product.write(address(tmp_path))
    yield opened
    close(opened)


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


def test_what_is_told_of_without_a_word_about_it_does_not_mislead_who_has_read_before(store: GraphStore) -> None:
    store.append(Batch("ingest", {}, [entry("k0", [], 1)]))
    assert not store.snapshot(HERE).nodes
    nothing = [Fact(NODES[0], TIMES[0], {}, op) for op in (Op.PATCH, Op.VOID)]
    store.append(Batch("ingest", {}, [entry("k1", nothing, 2)]))
    assert dict(store.snapshot(HERE, AsOf(TIMES[0], 1)).nodes) == dict(store.snapshot(HERE).nodes) == {}


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


def test_a_batch_that_starts_elsewhere_than_its_consumer_stands_is_refused(store: GraphStore) -> None:
    store.append(Batch("ingest", {"dde-0": 5}, [stated("k1", 1)], starts={"dde-0": 0}))
    for wrong in ({"dde-0": 4}, {"dde-0": 6}, {"dde-0": 5, "dde-1": 1}):
        with pytest.raises(StoreUnavailable, match="starts at"):
            store.append(Batch("ingest", {"dde-0": 9}, [stated("k2", 2)], [Message("dde", "k", b"x")], wrong))
    assert (store.positions("ingest"), store.revision(HERE), store.outbox(5)) == ({"dde-0": 5}, 1, [])
    assert store.append(Batch("ingest", {"dde-0": 6}, [stated("k2", 2)], starts={"dde-0": 5, "dde-1": 0})) == [True]
    assert store.append(Batch("other", {"dde-0": 1}, [stated("k3", 3)], starts={"dde-0": 0})) == [True]


def test_a_store_opened_again_goes_on_where_it_was(product: Product, tmp_path: Path) -> None:
    arrived = [stated(f"k{n}", n, TIMES[n % 3], NODES[n % 2], count=n) for n in range(8)]
    for part in (arrived[:3], arrived[3:4], arrived[2:]):
        store = product.write(address(tmp_path))
        store.append(Batch("ingest", {}, part))
        store.close()
    reopened = product.write(address(tmp_path))
    check.answers_like_fold(reopened, HERE, arrived)
    check.keeps_everything_once(reopened, HERE, arrived)
    close(reopened)


def test_ping_answers_and_close_may_be_called_twice(product: Product, tmp_path: Path) -> None:
    for opened in (product.write(address(tmp_path)), product.read(address(tmp_path))):
        opened.ping()
        opened.close()
        close(opened)


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
    close(reader, writer)
