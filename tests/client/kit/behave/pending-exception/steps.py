"""A step that is not implemented and says why."""

from behave import step
from behave.api.pending_step import StepNotImplementedError
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("an unimplemented pending step")
def an_unimplemented_pending_step(context):
    raise StepNotImplementedError("TODO")
