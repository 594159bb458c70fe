"""Order of rows: whoever needs comes first, and those who need each other stand side by side."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.architecture.cycles import strongly_connected
from app.lenses.parting import ALONE, parted

NAMES = [f"m{n}" for n in range(12)]
pairs = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda p: p[0] != p[1]), max_size=40
)


@given(pairs)
def test_outside_of_circles_every_need_leads_forward(needs: list[tuple[str, str]]) -> None:
    found = parted(NAMES, needs)
    at = {name: place for place, name in enumerate(found.order)}
    assert sorted(found.order) == sorted(NAMES)
    for a, b in needs:
        same = found.circles[a] == found.circles[b] != ALONE
        assert same or at[a] < at[b]


@given(pairs)
def test_circles_are_blocks_and_nobody_else_is_in_one(needs: list[tuple[str, str]]) -> None:
    found = parted(NAMES, needs)
    circles = strongly_connected({name: [b for a, b in needs if a == name] for name in NAMES})
    for those in circles:
        places = [place for place, name in enumerate(found.order) if name in those]
        assert places == list(range(places[0], places[0] + len(those)))
        assert len({found.circles[name] for name in those}) == 1
    inside = {name for those in circles for name in those}
    assert {name for name in NAMES if found.circles[name] != ALONE} == inside


def test_what_nobody_joins_keeps_its_order() -> None:
    assert parted(["c", "a", "b"], []).order == ("c", "a", "b")
