"""No step is defined."""

from pytest_bdd import scenarios

scenarios(".")
