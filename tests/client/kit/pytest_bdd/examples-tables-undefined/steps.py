"""Cucumbers are counted, as far as they are numbers."""

import pytest
from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step


@pytest.fixture
def world():
    return {}


scenarios(".")


@step(expression("there are {int} cucumbers", "count"))
def there_are_x_cucumbers(count, world):
    world["count"] = count


@step(expression("I eat {int} cucumbers", "eaten"))
def i_eat_x_cucumbers(eaten, world):
    world["count"] -= eaten


@step(expression("I should have {int} cucumbers", "left"))
def i_should_have_x_cucumbers(left, world):
    assert world["count"] == left
