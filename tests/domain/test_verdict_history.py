"""The recorded verdict: changes only, and a late judgement corrects what came after it."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.fold import fold
from app.domain.graph import Entry, Op, Scope, Version
from app.domain.moments import AsOf
from app.domain.verdict.history import VERDICT_NODE, VerdictHistory

SUMMARY = st.fixed_dictionaries({"verdict": st.sampled_from(["pending", "all_pass", "design_gap"])})
REWRITES = st.lists(st.dictionaries(st.integers(1, 9), SUMMARY, min_size=1, max_size=4), min_size=1, max_size=5)


def entries_of(rewrites: list[dict], history: VerdictHistory) -> list[Entry]:
    return [
        Entry(Scope("t", "i"), str(n), str(n), "x", 0, n, tuple(history.rewrite(judged)))
        for n, judged in enumerate(rewrites, 1)
    ]


@given(REWRITES)
def test_the_recorded_node_tells_the_latest_judgement_of_every_moment(rewrites: list[dict]):
    entries = entries_of(rewrites, VerdictHistory())
    judged: dict = {}
    for one in rewrites:
        judged |= one
    for moment in range(11):
        before = [point for point in judged if point <= moment]
        nodes = fold(entries, AsOf(moment)).nodes
        expected = judged[max(before)]["verdict"] if before else None
        assert (nodes[VERDICT_NODE].props["verdict"] if nodes else None) == expected


@given(REWRITES, REWRITES)
def test_a_history_recalled_from_its_versions_goes_on_alike(first: list[dict], then: list[dict]):
    history = VerdictHistory()
    versions = [
        Version(f.valid_at, e.accepted, Op(f.op), f.props, e.event_id, "x")
        for e in entries_of(first, history)
        for f in e.facts
    ]
    recalled = VerdictHistory.recalled(versions)
    assert [e.facts for e in entries_of(then, recalled)] == [e.facts for e in entries_of(then, history)]


@given(REWRITES, st.sets(st.integers(1, 9)))
def test_a_checkpoint_left_out_tells_nothing_and_the_rest_stays(rewrites: list[dict], left_out: set[int]):
    history = VerdictHistory()
    entries = entries_of(rewrites, history)
    last = Entry(Scope("t", "i"), "last", "last", "x", 0, 99, tuple(history.rewrite({}, left_out)))
    judged: dict = {}
    for one in rewrites:
        judged |= one
    for moment in range(11):
        before = [point for point in judged if point <= moment and point not in left_out]
        nodes = fold([*entries, last], AsOf(moment)).nodes
        expected = judged[max(before)]["verdict"] if before else None
        assert (nodes[VERDICT_NODE].props["verdict"] if nodes else None) == expected
