"""A step that passes and one that does not."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("a step passes")
def a_step_passes():
    pass


@step("a step fails")
def a_step_fails():
    raise RuntimeError("Exception in step")
