"""A table is turned."""

import pytest
from pytest_bdd import scenarios, step


@pytest.fixture
def world():
    return []


scenarios(".")


@step("the following table is transposed:")
def the_following_table_is_transposed(datatable, world):
    world.extend(list(column) for column in zip(*datatable, strict=True))


@step("it should be:")
def it_should_be(datatable, world):
    assert datatable == world
