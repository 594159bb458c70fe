"""A step that is not implemented and says why."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("an unimplemented pending step")
def an_unimplemented_pending_step():
    raise NotImplementedError("TODO")
