"""A step with a doc string."""

from pytest_bdd import scenarios, step

scenarios(".")


@step("a doc string:")
def a_doc_string(docstring):
    assert docstring
