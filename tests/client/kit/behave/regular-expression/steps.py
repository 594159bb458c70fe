"""A regular expression with parts that may be missing."""

from behave import step, use_step_matcher

use_step_matcher("re")


@step(r"a (.*?)(?: and a (.*?))?(?: and a (.*?))?")
def vegetables(context, first, second, third):
    assert first
