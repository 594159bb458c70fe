"""The reference meaning of time travel: laws that hold for any history, and its rules one by one."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.difference import Changed
from app.domain.fold import diff, fold
from app.domain.graph import Entry, Fact, NodeId, Op, Value
from app.domain.moments import LATEST, NOW, AsOf
from tests.contracts.graph_checks import plain
from tests.contracts.histories import NODES, entry, facts, histories, moments

TASK, OTHER = NODES[:2]


def told(*stated: Fact) -> list[Entry]:
    """One entry per fact, accepted in this order from 1."""
    return [entry(f"k{n}", [fact], n) for n, fact in enumerate(stated, start=1)]


def patch(at: int, entity: NodeId = TASK, **props: Value) -> Fact:
    return Fact(entity, at, props, Op.PATCH)


def declare(at: int, **props: Value) -> Fact:
    return Fact(TASK, at, props, Op.DECLARE)


def remove(at: int) -> Fact:
    return Fact(TASK, at, {}, Op.REMOVE)


def void(at: int, *names: str) -> Fact:
    return Fact(TASK, at, dict.fromkeys(names), Op.VOID)


@given(st.lists(facts(), max_size=10), moments, st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(stated: list[Fact], moment: AsOf, chance: object) -> None:
    arrived = told(*stated)
    shuffled = list(arrived)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert plain(fold(shuffled, moment)) == plain(fold(arrived, moment))


@given(histories(), moments)
def test_an_entry_that_comes_again_changes_nothing(arrived: list[Entry], moment: AsOf) -> None:
    assert plain(fold([*arrived, *arrived], moment)) == plain(fold(arrived, moment))


@given(histories(), moments)
def test_what_happens_or_is_learned_later_is_not_seen(arrived: list[Entry], moment: AsOf) -> None:
    known = [e for n, e in enumerate(arrived) if e.key not in {a.key for a in arrived[:n]}]
    known = [e for e in known if e.accepted <= moment.known]
    kept = [replace(e, facts=tuple(f for f in e.facts if f.valid_at <= moment.valid)) for e in known]
    assert plain(fold(kept, NOW)) == plain(fold(arrived, moment))


@given(histories(), moments)
def test_nothing_lies_between_a_moment_and_itself(arrived: list[Entry], moment: AsOf) -> None:
    found = diff(fold(arrived, moment), fold(arrived, moment))
    assert (found.added, found.removed, found.changed) == ((), (), ())


@given(histories(), moments, moments)
def test_a_diff_backwards_is_the_diff_turned_round(arrived: list[Entry], one: AsOf, two: AsOf) -> None:
    there, back = diff(fold(arrived, one), fold(arrived, two)), diff(fold(arrived, two), fold(arrived, one))
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [(c.entity, c.before, c.after) for c in there.changed] == [
        (c.entity, c.after, c.before) for c in back.changed
    ]


def test_the_latest_valid_time_wins_whenever_it_was_learned() -> None:
    late = told(patch(20, status="done"), patch(10, status="begun"))
    assert fold(late, NOW).nodes[TASK].props == {"status": "done"}
    assert fold(late, AsOf(valid=15)).nodes[TASK].props == {"status": "begun"}
    assert fold(late, AsOf(valid=15, known=1)).nodes == {}


def test_a_correction_of_the_same_moment_replaces_what_was_said() -> None:
    corrected = told(patch(10, status="passed"), patch(10, status="failed"))
    assert fold(corrected, NOW).nodes[TASK].props == {"status": "failed"}
    assert fold(corrected, AsOf(known=1)).nodes[TASK].props == {"status": "passed"}


def test_properties_are_registers_of_their_own() -> None:
    node = fold(told(declare(10, a=1, b=1), patch(20, b=2)), NOW).nodes[TASK]
    assert (node.props, node.times, node.since, node.stub) == ({"a": 1, "b": 2}, {"a": 10, "b": 20}, 10, False)


def test_a_node_that_was_only_patched_is_a_stub_since_its_earliest_property() -> None:
    node = fold(told(patch(20, a=1), patch(10, b=1)), NOW).nodes[TASK]
    assert (node.stub, node.since) == (True, 10)


def test_a_removed_node_is_gone_and_comes_back_without_its_old_properties() -> None:
    told_so_far = told(declare(10, a=1), remove(20), declare(30, b=2))
    assert fold(told_so_far, AsOf(valid=25)).nodes == {}
    assert fold(told_so_far, NOW).nodes[TASK].props == {"b": 2}


def test_a_late_patch_from_before_a_removal_does_not_come_back() -> None:
    late = told(declare(10), remove(20), declare(30), patch(15, a=1))
    assert fold(late, NOW).nodes[TASK].props == {}


def test_a_void_uncovers_what_was_said_before() -> None:
    undone = told(patch(10, status="passed"), patch(20, status="failed"), void(20, "status"))
    assert fold(undone, NOW).nodes[TASK].props == {"status": "passed"}
    assert fold(undone, AsOf(known=2)).nodes[TASK].props == {"status": "failed"}


def test_a_voided_removal_brings_the_node_back() -> None:
    undone = told(declare(10, a=1), remove(20), void(20, "*"))
    assert fold(undone, NOW).nodes[TASK].props == {"a": 1}


def test_a_removal_overruled_at_its_own_moment_takes_nothing_away() -> None:
    overruled = told(declare(10, a=1), remove(20), Fact(TASK, 20, {"b": 2}, Op.DECLARE))
    assert fold(overruled, NOW).nodes[TASK].props == {"a": 1, "b": 2}


def test_a_diff_tells_true_from_one_and_leaves_times_out() -> None:
    before = fold(told(declare(10, a=1, b="x")), NOW)
    after = fold(told(declare(10, a=1, b="x"), patch(20, a=True, b="x"), patch(5, OTHER, c=1)), NOW)
    found = diff(before, after)
    assert (found.added, found.removed) == ((OTHER,), ())
    assert found.changed == (Changed(TASK, {"a": 1}, {"a": True}),)
    assert found.changed[0].after["a"] is True


def test_without_bounds_everything_is_seen() -> None:
    assert fold(told(patch(LATEST, a=1)), NOW).nodes[TASK].props == {"a": 1}
