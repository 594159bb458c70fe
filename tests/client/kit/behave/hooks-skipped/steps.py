"""A step that passes and one that skips."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a normal step")
def a_normal_step(context):
    pass


@step("a step that skips")
def a_step_that_skips(context):
    context.scenario.skip()
