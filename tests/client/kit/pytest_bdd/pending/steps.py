"""Steps of which some are not implemented."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("an implemented non-pending step")
def an_implemented_non_pending_step():
    pass


@step("an implemented step that is skipped")
def an_implemented_step_that_is_skipped():
    pass


@step("an unimplemented pending step")
def an_unimplemented_pending_step():
    raise NotImplementedError
