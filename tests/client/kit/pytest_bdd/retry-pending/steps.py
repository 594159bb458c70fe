"""A step that is not implemented."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("a pending step")
def a_pending_step():
    raise NotImplementedError
