"""A step that passes and one that skips."""

import pytest
from pytest_bdd import scenarios, step

scenarios(".")


@step("a normal step")
def a_normal_step():
    pass


@step("a step that skips")
def a_step_that_skips():
    pytest.skip()
