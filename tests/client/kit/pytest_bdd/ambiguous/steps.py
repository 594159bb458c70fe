"""Two definitions match."""

from pytest_bdd import parsers, scenarios, step

scenarios(".")


@step(parsers.re(r"^a (.*?) with (.*?)$"))
def wide():
    pass


@step(parsers.re(r"^a step with (.*?)$"))
def narrow():
    pass
