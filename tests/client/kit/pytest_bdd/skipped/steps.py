"""Steps that skip."""

import pytest
from pytest_bdd import scenarios, step

scenarios(".")


@step("a step that does not skip")
def a_step_that_does_not_skip():
    pass


@step("a step that is skipped")
def a_step_that_is_skipped():
    pass


@step("I skip a step")
def i_skip_a_step():
    pytest.skip()
