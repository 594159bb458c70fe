"""Steps that fail in one way or another."""

import pytest
from pytest_bdd import parsers, scenarios, step

scenarios(".")


@step(parsers.re(r"^a step$"))
def passing():
    pass


@step(parsers.re(r"^a skipped step$"))
def skipped():
    pytest.skip()


@step(parsers.re(r"^a pending step$"))
def pending():
    raise NotImplementedError


@step(parsers.re(r"^an ambiguous (.*?)$"))
def ambiguous_first():
    pass


@step(parsers.re(r"^(.*?) ambiguous step$"))
def ambiguous_second():
    pass


@step(parsers.re(r"^a failing step$"))
def failing():
    raise RuntimeError("whoops")
