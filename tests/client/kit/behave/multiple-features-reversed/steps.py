"""One step for three features."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("an order for {string}")
def an_order_for_x(context, item):
    pass
