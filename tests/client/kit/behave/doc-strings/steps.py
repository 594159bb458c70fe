"""A step with a doc string."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("a doc string:")
def a_doc_string(context):
    assert context.text
