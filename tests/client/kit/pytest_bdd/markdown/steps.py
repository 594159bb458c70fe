"""Neither framework reads features written in Markdown."""

from pytest_bdd import scenarios

scenarios(".")
