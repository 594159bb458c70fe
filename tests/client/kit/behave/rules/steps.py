"""Chocolate is sold."""

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions

official_expressions()


@step("the customer has {int} cents")
def the_customer_has_x_cents(context, cents):
    context.cents = cents


@step("there are chocolate bars in stock")
def there_are_chocolate_bars_in_stock(context):
    context.stock = True


@step("there are no chocolate bars in stock")
def there_are_no_chocolate_bars_in_stock(context):
    context.stock = False


@step("the customer tries to buy a {int} cent chocolate bar")
def the_customer_tries_to_buy_a_x_cent_chocolate_bar(context, price):
    context.sold = context.stock and price <= context.cents


@step("the sale should not happen")
def the_sale_should_not_happen(context):
    assert not context.sold


@step("the sale should happen")
def the_sale_should_happen(context):
    assert context.sold
