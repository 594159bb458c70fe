"""Steps that do nothing, some in backgrounds."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("an order for {string}")
def an_order_for_x(context, item):
    pass


@step("an action")
def an_action(context):
    pass


@step("an outcome")
def an_outcome(context):
    pass
