"""A step that skips and says why."""

import pytest
from pytest_bdd import scenarios, step

scenarios(".")


@step("I skip a step")
def i_skip_a_step():
    pytest.skip("skipping")
