"""Cucumbers are counted, as far as they are numbers."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("there are {int} cucumbers")
def there_are_x_cucumbers(context, count):
    context.count = count


@step("I eat {int} cucumbers")
def i_eat_x_cucumbers(context, eaten):
    context.count -= eaten


@step("I should have {int} cucumbers")
def i_should_have_x_cucumbers(context, left):
    assert context.count == left
