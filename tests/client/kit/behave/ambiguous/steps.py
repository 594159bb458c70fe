"""Two definitions match."""

from behave import step, use_step_matcher

use_step_matcher("re")


@step(r"a (.*?) with (.*?)")
def wide(context, one, other):
    pass


@step(r"a step with (.*?)")
def narrow(context, one):
    pass
