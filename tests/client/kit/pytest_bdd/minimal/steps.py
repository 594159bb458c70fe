"""One step."""

from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step

scenarios(".")


@step(expression("I have {int} cukes in my belly", "count"))
def i_have_x_cukes_in_my_belly(count):
    assert count
