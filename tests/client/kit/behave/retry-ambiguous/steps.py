"""Two definitions for one step."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("an ambiguous step")
def one(context):
    pass


@step("an ambiguous step")
def other(context):
    pass
