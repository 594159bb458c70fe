"""Steps that skip."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a step that does not skip")
def a_step_that_does_not_skip(context):
    pass


@step("a step that is skipped")
def a_step_that_is_skipped(context):
    pass


@step("I skip a step")
def i_skip_a_step(context):
    context.scenario.skip()
