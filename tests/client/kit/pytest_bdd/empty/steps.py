"""A scenario without steps needs no definitions."""

from pytest_bdd import scenarios

scenarios(".")
