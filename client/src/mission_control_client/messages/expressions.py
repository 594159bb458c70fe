"""Cucumber Expressions for step definitions of pytest-bdd, by the official library.

::

    from mission_control_client.messages.expressions import cucumber_expression

    @given(cucumber_expression("I have {int} cukes in my {word}", "count", "place"))
    def eaten(count, place): ...

An expression that names an unknown parameter type matches nothing: its steps are undefined, and the messages say why.
"""

from __future__ import annotations

import re
from typing import Any

from cucumber_expressions.errors import UndefinedParameterTypeError
from cucumber_expressions.expression import CucumberExpression
from cucumber_expressions.parameter_type import ParameterType
from cucumber_expressions.parameter_type_registry import ParameterTypeRegistry
from pytest_bdd.parsers import StepParser

TYPES = ParameterTypeRegistry()


class cucumber_expression(StepParser):  # noqa: N801 - parsers of pytest-bdd are written like this
    """A parser of steps; the names are those of the step function's arguments, in the order of the expression."""

    def __init__(self, name: str, *names: str, types: ParameterTypeRegistry = TYPES) -> None:
        super().__init__(name)
        self._names = names
        self.undefined: list[str] = []
        try:
            self.cucumber_expression: Any = CucumberExpression(name, types)
        except UndefinedParameterTypeError:
            known = {one.name for one in types.parameter_types}
            self.undefined = [found for found in re.findall(r"\{(\w+)\}", name) if found not in known]
            self.cucumber_expression = CucumberExpression("", types)

    def is_matching(self, name: str) -> bool:
        """Whether the step's text is what the expression says."""
        return not self.undefined and self.cucumber_expression.match(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        """The arguments by name, converted by their types."""
        found = self.cucumber_expression.match(name)
        return None if found is None else {key: one.value for key, one in zip(self._names, found)}


def parameter_type(name: str, regexp: str, convert: Any) -> None:
    """Define a type that expressions may name."""
    TYPES.define_parameter_type(ParameterType(name, regexp, object, convert))
