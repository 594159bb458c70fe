"""A step that fails."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a step throws an exception")
def a_step_throws_an_exception(context):
    raise RuntimeError("BOOM")
