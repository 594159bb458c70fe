"""A step with a type that nobody defined."""

from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step

scenarios(".")


@step(expression("{airport} is closed because of a strike", "airport"))
def x_is_closed_because_of_a_strike(airport):
    pass
