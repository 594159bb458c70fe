"""Every graph store agrees with ``fold``, whatever the history (see graph_fixture.PRODUCTS)."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.fold import fold
from app.domain.graph import Entry, Fact, Op, Scope, Snapshot
from app.domain.moments import LATEST, AsOf
from app.ports import Batch, GraphStore
from tests.contracts import graph_checks as check
from tests.contracts.graph_fixture import PRODUCTS, address
from tests.contracts.histories import ACCEPTED, HERE, NODES, TIMES, batches, entry, long_history, moments, moved_to
from tests.contracts.servers import close, offered

ONE_STORE_FOR_ALL_EXAMPLES = settings(
    max_examples=150 if os.environ.get("CI") else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = itertools.count()


@pytest.fixture(params=offered(PRODUCTS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    opened = PRODUCTS[request.param].write(address(tmp_path))
    yield opened
    close(opened)


def new_scope() -> Scope:
    """A scope that nobody has used: examples share a store and must not meet."""
    return Scope("acme", f"iteration-{next(_numbers)}")


@given(cut=batches())
@ONE_STORE_FOR_ALL_EXAMPLES
def test_a_snapshot_is_the_fold_of_everything_appended(store: GraphStore, cut: list[list[Entry]]) -> None:
    scope = new_scope()
    arrived: list[Entry] = []
    for part in moved_to(scope, cut):
        check.bring(store, [part])
        arrived += part
    check.answers_like_fold(store, scope, arrived)


@given(cut=batches(), looks=st.lists(moments, min_size=1, max_size=6))
@ONE_STORE_FOR_ALL_EXAMPLES
def test_a_snapshot_says_the_same_while_another_one_is_held_beside_it(
    store: GraphStore, cut: list[list[Entry]], looks: list[AsOf]
) -> None:
    scope, arrived, held = new_scope(), list[Entry](), list[Snapshot]()
    for part in moved_to(scope, cut):
        check.bring(store, [part])
        arrived += part
        for moment in looks if arrived else []:
            held = [
                *held[-1:],
                store.snapshot(scope, moment),
            ]  # what was read of the one before need not be made again
            assert check.plain(held[-1]) == check.plain(fold(arrived, moment)), moment


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


@pytest.mark.parametrize("seed", range(3))
def test_thinning_changes_no_answer_neither_of_what_came_before_nor_of_what_comes_after(
    store: GraphStore, seed: int
) -> None:
    arrived, chance = long_history(seed), Random(seed)
    half = len(arrived) // 2
    for part in (arrived[:half], arrived[half:]):
        for start in range(0, len(part), 23):
            check.bring(store, [part[start : start + 23]])
        store.thin(LATEST)
        assert store.thin(LATEST) == 0
    some = [AsOf(chance.choice(arrived).valid_at + chance.randint(-1, 1), LATEST) for _ in range(20)]
    for moment in some:
        assert store.snapshot(HERE, moment) == fold(arrived, moment)
