from types import SimpleNamespace
from typing import Any

import pytest
from behave.cucumber_expression import StepMatcher4CucumberExpressions
from behave.matchers import ParseMatcher, SimplifiedRegexMatcher
from mission_control_client.messages.definitions import arguments, pattern
from mission_control_client.messages.expressions import cucumber_expression
from pytest_bdd import parsers


def function(*_: Any) -> None:
    """A step definition."""


def group(start: int, value: str) -> dict[str, Any]:
    return {"group": {"start": start, "value": value}}


@pytest.mark.parametrize(
    "matcher",
    [
        SimplifiedRegexMatcher(function, r"a (\w+)(?: and (\w+))?"),
        parsers.re(r"^a (\w+)(?: and (\w+))?$"),
    ],
)
def test_a_regular_expression_is_told_as_it_is_with_its_groups(matcher: Any) -> None:
    assert pattern(matcher) == {"source": r"^a (\w+)(?: and (\w+))?$", "type": "REGULAR_EXPRESSION"}
    assert arguments(matcher, "a pear") == [group(2, "pear"), {"group": {}}]


@pytest.mark.parametrize("matcher", [ParseMatcher(function, "{a:w} eats {b:w}"), parsers.parse("{a:w} eats {b:w}")])
def test_a_parse_pattern_becomes_the_regular_expression_it_stands_for(matcher: Any) -> None:
    found = pattern(matcher)
    assert (found["type"], found["source"][0], found["source"][-1]) == ("REGULAR_EXPRESSION", "^", "$")
    assert arguments(matcher, "Ann eats pears") == [group(0, "Ann"), group(9, "pears")]


@pytest.mark.parametrize(
    "matcher",
    [
        StepMatcher4CucumberExpressions(function, "{word} eats {int} pear(s)"),
        cucumber_expression("{word} eats {int} pear(s)", "who", "count"),
    ],
)
def test_an_official_expression_tells_the_types_of_its_parameters(matcher: Any) -> None:
    assert pattern(matcher) == {"source": "{word} eats {int} pear(s)", "type": "CUCUMBER_EXPRESSION"}
    found = arguments(matcher, "Ann eats 2 pears")
    assert [one["parameterTypeName"] for one in found] == ["word", "int"]
    assert found[1]["group"] == {"start": 9, "value": "2"}


def test_plain_text_is_an_official_expression_unless_it_would_mean_something_there() -> None:
    plain, special = parsers.string("it rains"), parsers.string("it rains (a lot)")
    assert pattern(plain) == {"source": "it rains", "type": "CUCUMBER_EXPRESSION"}
    assert pattern(special) == {"source": r"^it\ rains\ \(a\ lot\)$", "type": "REGULAR_EXPRESSION"}
    assert arguments(plain, "it rains") == []


def test_a_matcher_of_an_unknown_kind_is_told_by_its_text() -> None:
    own = SimpleNamespace(name="anything goes {here}")
    assert pattern(own)["type"] == "REGULAR_EXPRESSION"
    assert arguments(own, "anything goes") == []


def test_an_expression_gives_its_values_by_name_or_says_which_type_is_unknown() -> None:
    assert cucumber_expression("I have {int}", "count").parse_arguments("I have 3") == {"count": 3}
    unknown = cucumber_expression("{colour} and {int}", "colour", "count")
    assert unknown.undefined == ["colour"]
    assert not unknown.is_matching("red and 3")
