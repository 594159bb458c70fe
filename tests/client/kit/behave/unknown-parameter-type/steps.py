"""A step with a type that nobody defined."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("{airport} is closed because of a strike")
def x_is_closed_because_of_a_strike(context, airport):
    pass
