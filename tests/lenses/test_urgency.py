"""What needs a person stands first."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.verdict.model import VerdictName
from app.lenses.urgency import urgency
from app.lenses.views import OverviewRow


def row(name: str, verdict: str, since: int | None, note: str = "") -> OverviewRow:
    return OverviewRow("local", "shop", name, name, verdict, "", "", "", since, "", note, (), 1, 1)


ROWS = st.builds(row, st.text(max_size=4), st.sampled_from(list(VerdictName)), st.none() | st.integers(0, 99))


@given(st.lists(ROWS))
def test_what_may_not_ship_stands_before_what_is_undecided_and_that_before_what_may(rows: list[OverviewRow]) -> None:
    order = [one.verdict for one in sorted(rows, key=urgency)]
    loud = {VerdictName.ALL_PASS: 2, VerdictName.PENDING: 1}
    ranks = [loud.get(VerdictName(one), 0) for one in order]
    assert ranks == sorted(ranks)


def test_the_latest_turn_stands_on_top_and_a_pass_of_fewer_streams_before_a_full_one() -> None:
    rows = [row("full", "all_pass", 9), row("part", "all_pass", 1, "ACC only"), row("old", "design_gap", 1), row("new", "mixed_failure", 5)]  # fmt: skip  # noqa: E501
    assert [one.iteration for one in sorted(rows, key=urgency)] == ["new", "old", "part", "full"]
