"""Steps that do nothing, some in backgrounds."""

from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step

scenarios(".")


@step(expression("an order for {string}", "item"))
def an_order_for_x(item):
    pass


@step("an action")
def an_action():
    pass


@step("an outcome")
def an_outcome():
    pass
