"""One step."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("I have {int} cukes in my belly")
def i_have_x_cukes_in_my_belly(context, count):
    assert count
