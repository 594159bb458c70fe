"""A step that never runs."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a step")
def a_step(context):
    pass
