"""A step that is used and one that is not."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a step that is used")
def a_step_that_is_used(context):
    pass


@step("a step that is not used")
def a_step_that_is_not_used(context):
    pass
