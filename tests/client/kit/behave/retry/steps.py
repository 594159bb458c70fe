"""Steps that pass at last."""

from collections import Counter

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

TRIES = Counter()

official_expressions()


@step("a step that always passes")
def a_step_that_always_passes(context):
    pass


@step("a step that passes the second time")
def a_step_that_passes_the_second_time(context):
    TRIES["second"] += 1
    assert TRIES["second"] >= 2, "Exception in step"


@step("a step that passes the third time")
def a_step_that_passes_the_third_time(context):
    TRIES["third"] += 1
    assert TRIES["third"] >= 3, "Exception in step"


@step("a step that always fails")
def a_step_that_always_fails(context):
    raise RuntimeError("Exception in step")
