"""A step that is used and one that is not."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("a step that is used")
def a_step_that_is_used():
    pass


@step("a step that is not used")
def a_step_that_is_not_used():
    pass
