"""A table is turned."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("the following table is transposed:")
def the_following_table_is_transposed(context):
    rows = [context.table.headings, *context.table]
    context.turned = [list(column) for column in zip(*rows, strict=True)]


@step("it should be:")
def it_should_be(context):
    assert [list(context.table.headings), *(list(row) for row in context.table)] == context.turned
