"""The dock: every decisive moment can be reached, what came late says so, and the band has no holes."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.graph import EventMark, Op, Version
from app.domain.moments import acceptance
from app.lenses.ticks import late_ones
from app.lenses.timeline import timeline
from app.lenses.views import TimelineView
from tests.lenses.builders import at, mark


def said(minute: int, op: Op = Op.PATCH, known: int | None = None, **props: str) -> Version:
    """What was recorded of the verdict."""
    accepted = acceptance(at(minute if known is None else known), 1, minute)
    return Version(at(minute), accepted, op, props, f"v{minute}", "convergence.verdict.recorded")


def dock(
    marks: Sequence[EventMark], verdicts: Sequence[Version] = (), commits: Sequence[tuple[int, str]] = ()
) -> TimelineView:
    return timeline(marks, verdicts, {"Task/a": "BE.Refund"}, commits, 7)


def test_the_band_covers_the_whole_life_without_holes() -> None:
    found = dock(
        [mark(0), mark(5), mark(9, "failed"), mark(12)], [said(5, verdict="design_gap"), said(9, verdict="all_pass")]
    )
    assert [(s.start, s.end, s.display) for s in found.band] == [
        (at(0), at(5), "PENDING"),
        (at(5), at(9), "DESIGN GAP"),
        (at(9), at(12), "ALL PASS"),
    ]
    assert all(a.end == b.start for a, b in pairwise(found.band))


def test_a_corrected_verdict_is_shown_as_corrected() -> None:
    old = said(5, verdict="all_pass")
    correction = said(5, known=8, verdict="design_gap")
    assert [s.verdict for s in dock([mark(5), mark(8)], [old, correction]).band] == ["design_gap"]


def test_a_verdict_that_was_taken_back_is_not_shown() -> None:
    verdicts = [said(5, verdict="all_pass"), said(5, Op.VOID, known=8, verdict="")]
    assert [s.verdict for s in dock([mark(5), mark(8)], verdicts).band] == ["pending"]


def test_a_change_of_verdict_names_its_cause() -> None:
    marks = [mark(0), mark(5, node="Task/quiet"), mark(5, "failed", node="Task/loud")]
    found = dock(marks, [said(5, verdict="design_gap")])
    assert found.band[-1].node == "Task/loud"


def test_a_partial_pass_is_banded_as_such() -> None:
    found = dock([mark(1), mark(2)], [said(1, verdict="all_pass", scope_note="ACC only")])
    assert found.band[0].display == "PASS, ACC ONLY"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.sampled_from(["done", "failed", "note", ""])), min_size=1, max_size=900
    )
)
def test_the_slider_stops_at_most_five_hundred_times_and_only_where_something_happened(
    told: list[tuple[int, str]],
) -> None:
    marks = [mark(minute, kind) for minute, kind in told]
    found = dock(marks)
    assert len(found.moments) <= 500 and set(found.moments) <= {m.valid_at for m in marks}
    assert found.moments[0] == found.start and found.moments[-1] == found.end
    assert list(found.moments) == sorted(set(found.moments))


def test_verdict_changes_commits_and_failures_are_always_among_the_stops() -> None:
    marks = [mark(minute, "failed" if minute % 100 == 50 else "done") for minute in range(2_000)]
    found = dock(marks, [said(777, verdict="all_pass")], [(at(1_234), "v1")])
    assert {at(777), at(1_234), *(at(m) for m in range(50, 2_000, 100))} <= set(found.moments)
    assert len(found.moments) == 500


def test_a_tick_is_told_by_the_name_of_its_node() -> None:
    assert dock([mark(1)]).ticks[0].text == "BE.Refund: task done"


def test_over_five_hundred_marks_a_lane_bins_and_the_worst_wins() -> None:
    marks = [mark(minute, "failed" if minute == 300 else "done") for minute in range(2_000)]
    found = dock(marks)
    assert len(found.ticks) <= 401 and sum(t.count for t in found.ticks) == 2_000
    assert [t.kind for t in found.ticks].count("failed") == 1


def test_an_event_learned_after_later_ones_were_known_is_late() -> None:
    marks = [mark(0), mark(10), mark(5, known=20)]
    assert late_ones(marks) == {marks[2].event_id}
    assert [t.learned for t in dock(marks).ticks] == [None, at(20), None]


def test_a_history_that_was_seeded_at_once_is_not_late() -> None:
    assert late_ones([mark(minute, known=1_000) for minute in (3, 1, 2)]) == set()


def test_a_small_delay_is_not_late() -> None:
    assert late_ones([mark(0), mark(10), mark(9, known=12)]) == set()


def test_an_empty_life_has_an_empty_dock() -> None:
    found = dock([])
    assert (found.moments, found.ticks, found.band) == ((), (), ())


def test_the_dock_knows_from_when_on_anything_was_known() -> None:
    found = dock([mark(1, known=50), mark(2, known=51)])
    assert (found.known_from, found.known_to) == (at(50), at(51))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_the_density_counts_every_event_once_and_where_it_was(minutes: list[int]) -> None:
    counts = dock([mark(minute) for minute in minutes], []).density
    assert sum(counts) == len(minutes)
    assert counts[0] >= minutes.count(min(minutes))
    assert counts[-1] >= minutes.count(max(minutes)) or len(set(minutes)) == 1
