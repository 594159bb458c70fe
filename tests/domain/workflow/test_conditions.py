"""Conditions: a small language that looks and does nothing; what cannot be evaluated means run, and says why."""

import ast
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.workflow.conditions import Known, TaskFacts, decide, parse, tasks_named

KNOWN = Known(
    {"iteration": "i1", "branch": "main"},
    {"CI": "true", "COUNT": "3"},
    {"area": "payments"},
    {"BE.Api": TaskFacts("COMPLETED", 2, {"coverage": 0.7}), "QA.Unit": TaskFacts("SKIPPED")},
)

TRUE = [
    'env.CI == "true"',
    "env.MISSING == null",
    'branch in ["main", "release"]',
    'branch not in ["trial"]',
    'tasks.BE.Api.status == "COMPLETED" and tasks.BE.Api.attempts > 1',
    'completed("BE.Api") && !failed("BE.Api")',
    'skipped("QA.Unit")',
    'value("BE.Api", "coverage") < 0.8',
    'value("BE.Api", "nothing") == null',
    "number(env.COUNT) >= 3",
    'starts_with(labels.area, "pay")',
    "not (false or null)",
    "false and nonsense or true",
    '"it\\"s" == \'it"s\'',
    "-1 < 0",
]
FALSE = ['env.CI == "false"', "1 == true", '1 == "1"', "null", '""', "0", 'failed("BE.Api")', "true and false"]
DOUBTFUL = [
    "env.CI ==",
    "(true",
    "true true",
    "nonsense",
    "__import__('os').system('true')",
    '1 < "2"',
    'status("XX")',
    "tasks.XX.status",
    "starts_with(env.MISSING, 'a')",
    "number('x')",
    "status()",
    "a = b",
    "lambda: 0",
    "(" * 100 + "true" + ")" * 100,
    "not " * 500 + "true",
    "true or " * 400 + "true",
]


@pytest.mark.parametrize("condition", TRUE)
def test_it_holds(condition: str) -> None:
    assert decide(condition, KNOWN) == decide("", KNOWN)
    assert decide(f"not ({condition})", KNOWN).run is False


@pytest.mark.parametrize("condition", FALSE)
def test_it_does_not_hold(condition: str) -> None:
    decision = decide(condition, KNOWN)
    assert (decision.run, decision.doubt) == (False, "")


@pytest.mark.parametrize("condition", DOUBTFUL)
def test_what_cannot_be_evaluated_means_run_and_says_why(condition: str) -> None:
    decision = decide(condition, KNOWN)
    assert decision.run
    assert decision.doubt


@given(st.text(max_size=80))
def test_any_text_is_decided(condition: str) -> None:
    assert decide(condition, KNOWN).run in (True, False)


WORDS = ["(", ")", "[", "]", ",", "and", "or", "not", "in", "==", "<", "true", "null", "1", '"a"', "env.CI", "status"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_row_of_words_is_decided(words: list[str]) -> None:
    assert decide(" ".join(words), KNOWN).run in (True, False)


PLAIN = st.recursive(
    st.sampled_from(["True", "False", "1", "2", "'a'", "'b'"]),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_and_or_not_mean_what_they_mean_in_python(text: str) -> None:
    condition = text.replace("True", "true").replace("False", "false")
    assert decide(condition, KNOWN).run == bool(eval(compile(ast.parse(text, mode="eval"), "", "eval")))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_text_is_itself(text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False)
    if "\\u" not in quoted and not any(mark in quoted for mark in ("\\b", "\\f", "\\r")):
        assert decide(f"env.X == {quoted}", Known(env={"X": text})).run


def test_the_tasks_that_a_condition_looks_at_are_known() -> None:
    tree: Any = parse('tasks.BE.Api.status == "FAILED" or skipped("QA.Unit") and value("QA.Load", "p95") < 2')
    assert tasks_named(tree) == {"BE.Api", "QA.Unit", "QA.Load"}
