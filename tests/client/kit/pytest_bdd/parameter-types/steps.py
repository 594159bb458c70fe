"""A step with a type of its own."""

from mission_control_client.messages.expressions import cucumber_expression as expression
from mission_control_client.messages.expressions import parameter_type
from pytest_bdd import scenarios, step

scenarios(".")


def route(origin, target):
    return origin, target


parameter_type("flight", "([A-Z]{3})-([A-Z]{3})", route)


@step(expression("{flight} has been delayed", "flight"))
def x_has_been_delayed(flight):
    assert flight == ("LHR", "CDG")
