"""Some steps are not defined."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("an implemented step")
def an_implemented_step():
    pass


@step("a step that will be skipped")
def a_step_that_will_be_skipped():
    pass
