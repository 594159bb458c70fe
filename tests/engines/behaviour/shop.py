"""A shop with features for behave: scenarios that end in every way there is, with all that they can have."""

from tests.engines.behaviour.samples import Files

SHOP: Files = {
    "behave.ini": """\
[behave]
""",
    "features/environment.py": '''\
"""A hook that fails for one tag, and hooks around the run that fail when they are told to."""

import os


def before_all(context):
    if os.environ.get("SHOP_FAILS") == "before":
        raise RuntimeError("no power")


def after_all(context):
    if os.environ.get("SHOP_FAILS") == "after":
        raise RuntimeError("no way home")


def before_tag(context, tag):
    if tag == "hook":
        raise RuntimeError("the hook gave way")
''',
    "features/shop.feature": '''\
@req:R-1 @contract:Shop:v1.2
Feature: Shop

  Background:
    Given a shop
    And these goods:
      | name | price |
      | tea  | 3     |
      | cake | 4     |

  @critical
  Scenario: One thing
    Given this note:
      """text/markdown
      Be *quick*.
      """
    When tea is bought
    Then 1 lie in the basket

  Scenario Outline: Several <what>
    When <what> is bought
    Then <count> lie in the basket

    @small
    Examples: few
      | what | count |
      | tea  | 1     |

    @wrong
    Examples: miscounted
      | what | count |
      | cake | 2     |

  @loyal
  Rule: Who comes again gets more

    Background:
      Given cake is bought

    @contract:Bonus:v2.0
    Scenario: A second thing
      When tea is bought
      Then 2 lie in the basket

  @broken
  Rule: Things break

    Scenario: A step that breaks
      When something breaks
      Then 1 lie in the basket

    Scenario: A step that nobody wrote
      When elves come

    @hook
    Scenario: A hook that fails
      When tea is bought
''',
    "features/steps/shop_steps.py": '''\
"""Steps that pass, fail, break, take tables and texts, and attach things."""

import os

from behave import given, step, then


@given("a shop")
def a_shop(context):
    context.basket = []


@given("these goods:")
def these_goods(context):
    context.goods = {row["name"]: int(row["price"]) for row in context.table}


@given("this note:")
def this_note(context):
    context.note = context.text


@step("{name} is bought")
def is_bought(context, name):
    context.basket.append(name)
    context.attach("text/plain", f"bought {name}")
    context.attach("image/png", b"\\x89PNG" + bytes(2_000))


@then("{number:d} lie in the basket")
def lie_in_the_basket(context, number):
    assert len(context.basket) == number, f"{len(context.basket)} lie there"


@step("something breaks")
def something_breaks(context):
    raise RuntimeError("the till is on fire")


@step("the process dies")
def the_process_dies(context):
    os._exit(7)


@step("it hangs")
def it_hangs(context):
    import subprocess

    subprocess.run(["sleep", "600"], check=True)
''',
}

NAMES = {
    "One thing": "PASSED",
    "Several tea": "PASSED",
    "Several cake": "FAILED",
    "A second thing": "PASSED",
    "A step that breaks": "FAILED",
    "A step that nobody wrote": "UNDEFINED",
    "A hook that fails": "FAILED",
}
"""How its scenarios end."""
