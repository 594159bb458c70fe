"""Chocolate is sold."""

import pytest
from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step


@pytest.fixture
def world():
    return {}


scenarios(".")


@step(expression("the customer has {int} cents", "cents"))
def the_customer_has_x_cents(cents, world):
    world["cents"] = cents


@step("there are chocolate bars in stock")
def there_are_chocolate_bars_in_stock(world):
    world["stock"] = True


@step("there are no chocolate bars in stock")
def there_are_no_chocolate_bars_in_stock(world):
    world["stock"] = False


@step(expression("the customer tries to buy a {int} cent chocolate bar", "price"))
def the_customer_tries_to_buy_a_x_cent_chocolate_bar(price, world):
    world["sold"] = world["stock"] and price <= world["cents"]


@step("the sale should not happen")
def the_sale_should_not_happen(world):
    assert not world["sold"]


@step("the sale should happen")
def the_sale_should_happen(world):
    assert world["sold"]
