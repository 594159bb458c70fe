"""A step of each status."""

from behave import step, use_step_matcher
from behave.api.pending_step import StepNotImplementedError

use_step_matcher("re")


@step(r"a step")
def passing(context):
    pass


@step(r"a failing step")
def failing(context):
    raise RuntimeError("whoops")


@step(r"a pending step")
def pending(context):
    raise StepNotImplementedError


@step(r"a skipped step")
def skipped(context):
    context.scenario.skip()


@step(r"an ambiguous (.*?)")
def ambiguous_first(context, what):
    pass


@step(r"(.*?) ambiguous step")
def ambiguous_second(context, what):
    pass
