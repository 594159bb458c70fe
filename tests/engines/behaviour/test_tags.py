"""Tag expressions are the official ones, and a mistake is shown where it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.behaviour.tags import Selection
from app.errors import BadRequest


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("@a and (@b", 8),
        ("@a @b", 4),
        ("@a)", 3),
        ("@a and", 7),
        (") @a", 1),
        ("@a  or  or @b", 9),
        ("@a\\q", 3),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: int) -> None:
    with pytest.raises(BadRequest, match=rf"--tags, character {place}: ") as refused:
        Selection(text)
    lines = str(refused.value).splitlines()
    assert lines[1] == f"  {text}"
    assert lines[2].index("^") == place + 1


def test_no_expression_takes_all() -> None:
    assert Selection("").takes([])
    assert Selection(" ").marks() == ""


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("@smoke", "smoke"),
        ("@req:R-1 and not (@slow or @wip)", "(req:R-1 and not ((slow or wip)))"),
        ("@contract:Pay:v1.2", "contract:Pay:v1.2"),
        ("@a=b", ""),
    ],
)
def test_pytest_is_told_the_same_in_its_own_words(text: str, marks: str) -> None:
    assert Selection(text).marks() == marks


TAGS = ["@a", "@b", "@c"]


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    kind = draw(st.sampled_from(["tag", "not", "and", "or"])) if depth else "tag"
    if kind == "tag":
        return draw(st.sampled_from(TAGS))
    left = draw(expressions(depth - 1))
    return f"not ({left})" if kind == "not" else f"({left}) {kind} ({draw(expressions(depth - 1))})"


@given(expressions(), st.sets(st.sampled_from(TAGS)))
def test_both_wordings_take_the_same_scenarios(text: str, tags: set[str]) -> None:
    found = Selection(text)
    names = {name.removeprefix("@"): name in tags for name in TAGS}
    assert (
        found.takes(tags)
        == eval(found.marks(), {"__builtins__": {}}, names)
        == eval(text.replace("@", ""), {"__builtins__": {}}, names)
    )
