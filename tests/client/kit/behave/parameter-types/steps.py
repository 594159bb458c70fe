"""A step with a type of its own."""

from behave import step
from behave.cucumber_expression import define_parameter_type_with
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


def flight(origin, target):
    return origin, target


define_parameter_type_with("flight", "([A-Z]{3})-([A-Z]{3})", tuple, flight)


@step("{flight} has been delayed")
def x_has_been_delayed(context, flight):
    assert flight == ("LHR", "CDG")
