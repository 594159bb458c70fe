"""Some steps are not defined."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("an implemented step")
def an_implemented_step(context):
    pass


@step("a step that will be skipped")
def a_step_that_will_be_skipped(context):
    pass
