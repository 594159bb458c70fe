"""Small projects of other people, as files: one for behave, a flaky one, one for pytest-bdd."""

from pathlib import Path

Files = dict[str, str]

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
