"""The one parser of rule expressions: ``Billing: MUST_NOT_CALL(Web, Admin)``, ``ALL: MODULE_SIZE < 200``."""

import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

import msgspec

from app.errors import BadFile

ALL: Final = "ALL"
SEVERITIES: Final = ("BLOCKING", "WARNING", "INFO")


def milder(one: str, other: str) -> str:
    """The less severe of two."""
    return max(one, other, key=SEVERITIES.index)


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, parsed. ``scope`` is a component or ALL; which of the rest is set depends on the predicate.

    ``applies`` narrows the scope to components or path patterns, ``exempt`` takes paths out of it;
    a ``dry_run`` is evaluated and told, and never blocks.
    """

    rule_id: str
    type: str
    scope: str
    predicate: str
    severity: str
    expression: str
    targets: tuple[str, ...] = ()
    limit: float = 0.0
    pattern: str = ""
    open_layers: bool = False
    description: str = ""
    exempt: tuple[str, ...] = ()
    applies: tuple[str, ...] = ()
    version: str = ""
    dry_run: bool = False


class Form(msgspec.Struct, frozen=True):
    """How a predicate is written, what kind of rule it makes, and how bad a violation is unless said."""

    type: str
    severity: str
    shape: str


FORMS: Final = {
    "CAN_CALL": Form("dependency", "WARNING", "targets"),
    "MUST_NOT_CALL": Form("dependency", "BLOCKING", "targets"),
    "LAYERED": Form("layering", "BLOCKING", "layers"),
    "COUPLING": Form("coupling", "WARNING", "limit"),
    "INSTABILITY": Form("coupling", "WARNING", "limit"),
    "NO_CYCLES": Form("cycles", "BLOCKING", "bare"),
    "MODULE_SIZE": Form("size", "WARNING", "limit"),
    "CYCLOMATIC_COMPLEXITY": Form("size", "WARNING", "limit"),
    "NESTING_DEPTH": Form("size", "WARNING", "limit"),
    "CLASS_NAME_PATTERN": Form("naming", "WARNING", "pattern"),
}


class Expression(msgspec.Struct):
    """A rule expression being read: the rule it belongs to, its text, and how far we are."""

    rule_id: str
    text: str
    at: int = 0

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        """Refuse the expression, naming rule and column (from 1)."""
        column = (self.at if at is None else at) + 1
        raise BadFile(f"{reason}, found {self.text!r}", f"rule {self.rule_id}, column {column}")

    def rest(self) -> str:
        """What is still unread."""
        return self.text[self.at :]


def parse_rule(rule_id: str, text: str) -> Rule:
    """The rule that this expression states, with its default severity.

    Raises BadFile naming the rule and the column where the expression cannot be understood.
    """
    expression = Expression(rule_id, text)
    scope = _scope(expression)
    predicate = _predicate(expression)
    form = FORMS[predicate]
    parts = _SHAPES[form.shape](expression)
    return Rule(
        rule_id=rule_id,
        type=form.type,
        scope=scope,
        predicate=predicate,
        severity=form.severity,
        expression=text.strip(),
        **parts,
    )


def _scope(expression: Expression) -> str:
    colon = expression.text.find(":")
    if colon < 0 or not expression.text[:colon].strip():
        expression.fail("expected a component or ALL, a colon and a predicate")
    expression.at = colon + 1
    return expression.text[:colon].strip()


def _predicate(expression: Expression) -> str:
    found = re.compile(r"\s*([A-Za-z_]+)\s*").match(expression.text, expression.at)
    start = len(expression.text) - len(expression.rest().lstrip())
    if found is None or found[1].upper() not in FORMS:
        expression.fail(f"expected one of {', '.join(FORMS)}", start)
    expression.at = found.end()
    return found[1].upper()


def _targets(expression: Expression) -> dict[str, Any]:
    found = re.fullmatch(r"\(([^()]*)\)\s*", expression.rest())
    names = [name.strip() for name in found[1].split(",")] if found else []
    if not names or not all(names):
        expression.fail("expected component names in parentheses, such as (Billing, Web)")
    return {"targets": tuple(names)}


def _limit(expression: Expression) -> dict[str, Any]:
    found = re.fullmatch(r"<\s*(\d+(?:\.\d+)?)\s*", expression.rest())
    if found is None:
        expression.fail("expected < and a number")
    return {"limit": float(found[1])}


def _pattern(expression: Expression) -> dict[str, Any]:
    found = re.fullmatch(r"=\s*(\S.*?)\s*", expression.rest())
    if found is None:
        expression.fail("expected = and a regular expression")
    try:
        re.compile(found[1])
    except re.error as flaw:
        expression.fail(f"not a regular expression: {flaw.msg}", expression.at + found.start(1) + (flaw.pos or 0))
    return {"pattern": found[1]}


def _bare(expression: Expression) -> dict[str, Any]:
    if expression.rest().strip():
        expression.fail("expected nothing more after the predicate")
    return {}


def _layers(expression: Expression) -> dict[str, Any]:
    mode = expression.rest().strip().upper()
    if mode not in ("", "(CLOSED)", "(OPEN)"):
        expression.fail("expected nothing more, (CLOSED) or (OPEN)")
    return {"open_layers": mode == "(OPEN)"}


_SHAPES: Final[dict[str, Callable[[Expression], dict[str, Any]]]] = {
    "targets": _targets,
    "limit": _limit,
    "pattern": _pattern,
    "bare": _bare,
    "layers": _layers,
}
