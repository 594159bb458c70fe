"""A step that fails."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("a step throws an exception")
def a_step_throws_an_exception():
    raise RuntimeError("BOOM")
