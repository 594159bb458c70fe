"""Two definitions for one step."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("an ambiguous step")
def one():
    pass


@step("an ambiguous step")
def other():
    pass
