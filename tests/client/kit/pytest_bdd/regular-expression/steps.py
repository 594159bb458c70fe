"""A regular expression with parts that may be missing."""

from pytest_bdd import parsers, scenarios, step

scenarios(".")


@step(parsers.re(r"^a (.*?)(?: and a (.*?))?(?: and a (.*?))?$"))
def vegetables():
    pass
