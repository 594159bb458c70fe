"""A step that skips and says why."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("I skip a step")
def i_skip_a_step(context):
    context.scenario.skip("skipping")
