"""Cucumbers are counted."""

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


@step(expression("there are {int} friends", "friends"))
def there_are_x_friends(friends, world):
    world["friends"] = friends


@step(expression("I eat {int} cucumbers", "eaten"))
def i_eat_x_cucumbers(eaten, world):
    world["count"] -= eaten


@step(expression("I should have {int} cucumbers", "left"))
def i_should_have_x_cucumbers(left, world):
    assert world["count"] == left


@step(expression("each person can eat {int} cucumbers", "share"))
def each_person_can_eat_x_cucumbers(share, world):
    assert world["count"] // (1 + world["friends"]) == share
