"""Small projects of other people, as files: one for behave, a flaky one, one for pytest-bdd."""

from pathlib import Path

Files = dict[str, str]

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

FLAKY: Files = {
    "behave.ini": """\
[behave]
""",
    "features/flaky.feature": """\
Feature: Weather

  Scenario: It passes when tried again
    Given it is tried 2 times

  Scenario: It always passes
    Given it is tried 1 times
""",
    "features/steps/flaky_steps.py": '''\
"""A step that passes from so many tries on; the tries are counted in a file beside."""

import os
from pathlib import Path

from behave import given


@given("it is tried {times:d} times")
def it_is_tried(context, times):
    file = Path(os.environ["TRIES"]) / f"{times}.txt"
    tried = len(file.read_text()) + 1 if file.exists() else 1
    file.write_text("x" * tried)
    assert tried % times == 0, f"connection refused, try {tried}"
''',
}

COUNTING: Files = {
    "features/count.feature": """\
@req:R-7
Feature: Counting

  Background:
    Given nothing

  @contract:Counter:v1.0 @quick
  Scenario: Up
    When I add 2
    Then there are 2

  Scenario Outline: Wrong <sum>
    When I add 1
    Then there are <sum>

    Examples:
      | sum |
      | 1   |
      | 3   |

  @tried
  Scenario: Only at the second try
    When I try until the second time
""",
    "pytest.ini": """\
[pytest]
markers =
    req:R-7
    contract:Counter:v1.0
    quick
    tried
""",
    "test_count.py": '''\
"""Binds the features to steps."""

import os
from pathlib import Path

from pytest_bdd import given, parsers, scenarios, then, when

scenarios("features")


@given("nothing", target_fixture="held")
def nothing():
    return []


@when(parsers.parse("I add {number:d}"))
def add(held, number):
    held.extend(range(number))


@then(parsers.parse("there are {number:d}"))
def there_are(held, number):
    assert len(held) == number


@when("I try until the second time")
def try_again():
    file = Path(os.environ["TRIES"]) / "bdd.txt"
    tried = len(file.read_text()) + 1 if file.exists() else 1
    file.write_text("x" * tried)
    assert tried > 1
''',
}


def lay(folder: Path, files: Files) -> Path:
    """Write the files; the folder they lie in."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
