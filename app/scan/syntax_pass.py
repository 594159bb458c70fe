"""One pass over a syntax tree that counts everything at once: complexity, nesting, classes, where imports stand.

Cyclomatic complexity is 1 + if, for, while, except, comprehension and with, + the operands of each
boolean operator - 1 (domain 5.3). A nested function counts for itself, not for the one around it.
"""

import ast
from collections.abc import Callable, Iterable
from typing import Any, Final

from app.domain.architecture import FunctionFact
from app.scan.classes import ClassFigures, is_abstract, lack_of_cohesion, last_name
from app.scan.expressions import PARTS, decisions

Mark = tuple[int, str]
"""The line of an import, and letters: t for type checkers only, l inside a function, c in a branch or try."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef

_STATIC: Final = frozenset({"staticmethod", "classmethod"})


class _Open:
    """A function (or the module around all functions) whose inside is being counted."""

    __slots__ = ("complexity", "nesting")

    def __init__(self) -> None:
        self.complexity = 1
        self.nesting = 0


class SyntaxPass:
    """Walks a module once; what was found lies in its lists afterwards, in no particular order."""

    def __init__(self) -> None:
        self.functions: list[FunctionFact] = []
        self.classes: list[ClassFigures] = []
        self.marks: list[Mark] = []
        self.docstrings: list[tuple[int, int]] = []
        self._owner = _Open()
        self._depth = 0
        self._prefix = ""
        self._where = ""
        self._me = ""
        self._used: set[str] = set()

    def module(self, tree: ast.Module) -> None:
        """Take in a whole module."""
        self._statements(tree.body)

    def _statements(self, body: Iterable[ast.stmt]) -> None:
        handlers, expression = _HANDLERS, self._expression
        for node in body:
            handler = handlers.get(node.__class__)
            if handler is None:
                expression(node)
            else:
                handler(self, node)

    def _expression(self, start: ast.AST) -> None:
        self._owner.complexity += decisions(start, self._me, self._used)

    def _function(self, node: _Function) -> None:
        outer, depth, prefix, where = self._owner, self._depth, self._prefix, self._where
        self._owner, self._depth = _Open(), 0
        self._prefix, self._where = f"{prefix}{node.name}.", f"{where}l"
        for part in (node.args, *node.decorator_list, node.returns):
            if part is not None:
                self._expression(part)
        self._statements(node.body)
        own = self._owner
        self.functions.append(FunctionFact(f"{prefix}{node.name}", node.lineno, own.complexity, own.nesting))
        self._owner, self._depth, self._prefix, self._where = outer, depth, prefix, where

    def _class(self, node: ast.ClassDef) -> None:
        prefix, me, used = self._prefix, self._me, self._used
        for part in (*node.bases, *node.keywords, *node.decorator_list):
            self._expression(part)
        self._prefix = f"{prefix}{node.name}."
        uses = self._members(node.body)
        self._prefix, self._me, self._used = prefix, me, used
        self.classes.append(
            ClassFigures(
                f"{prefix}{node.name}",
                node.lineno,
                (node.end_lineno or node.lineno) - node.lineno + 1,
                len(uses),
                lack_of_cohesion([names - uses.keys() for names in uses.values()]),
                is_abstract(node),
                not (prefix or self._where or node.name.startswith("_")),
            )
        )

    def _members(self, body: list[ast.stmt]) -> dict[str, set[str]]:
        """Take in what a class holds; per method the names it reaches through its first parameter."""
        uses: dict[str, set[str]] = {}
        for part in body:
            self._me = ""
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                self._used = uses.setdefault(part.name, set())
                self._me = _first_parameter(part)
            self._statements((part,))
        return uses

    def _if(self, node: ast.If) -> None:
        """All branches of an ``if``: an ``elif`` lies beside it, though the tree puts it inside."""
        while True:
            self._owner.complexity += 1
            self._expression(node.test)
            self._block(node.body, "t" if last_name(node.test) == "TYPE_CHECKING" else "c")
            more = node.orelse
            if len(more) == 1 and isinstance(more[0], ast.If) and more[0].col_offset == node.col_offset:
                node = more[0]
                continue
            self._block(more, "c")
            return

    def _branch(self, node: Any) -> None:
        """A loop or a ``with``."""
        self._owner.complexity += 1
        for name in PARTS[node.__class__]:
            if name not in ("body", "orelse"):
                self._expression_in(getattr(node, name))
        self._block(node.body, "c")
        self._block(getattr(node, "orelse", []), "c")

    def _expression_in(self, part: Any) -> None:
        for node in part if isinstance(part, list) else (part,):
            self._expression(node)

    def _try(self, node: ast.Try) -> None:
        self._block(node.body, "c")
        for handler in node.handlers:
            self._owner.complexity += 1
            if handler.type is not None:
                self._expression(handler.type)
            self._block(handler.body, "c")
        self._block(node.orelse, "c")
        self._block(node.finalbody, "c")

    def _match(self, node: ast.Match) -> None:
        self._expression(node.subject)
        for case in node.cases:
            if case.guard is not None:
                self._expression(case.guard)
            self._block(case.body, "c")

    def _block(self, body: list[ast.stmt], mark: str) -> None:
        if not body:
            return
        where = self._where
        self._where, self._depth = where + mark, self._depth + 1
        self._owner.nesting = max(self._owner.nesting, self._depth)
        self._statements(body)
        self._where, self._depth = where, self._depth - 1

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if self._where:
            self.marks.append((node.lineno, "".join(sorted(set(self._where)))))

    def _expr(self, node: ast.Expr) -> None:
        """An expression for its own sake; a text that stands alone is documentation."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            self.docstrings.append((node.lineno, node.end_lineno or node.lineno))
        else:
            self._expression(node)


_HANDLERS: Final[dict[type, Callable[[SyntaxPass, Any], None]]] = {
    ast.FunctionDef: SyntaxPass._function,
    ast.AsyncFunctionDef: SyntaxPass._function,
    ast.ClassDef: SyntaxPass._class,
    ast.If: SyntaxPass._if,
    ast.For: SyntaxPass._branch,
    ast.AsyncFor: SyntaxPass._branch,
    ast.While: SyntaxPass._branch,
    ast.With: SyntaxPass._branch,
    ast.AsyncWith: SyntaxPass._branch,
    ast.Try: SyntaxPass._try,
    ast.TryStar: SyntaxPass._try,
    ast.Match: SyntaxPass._match,
    ast.Expr: SyntaxPass._expr,
    ast.Import: SyntaxPass._import,
    ast.ImportFrom: SyntaxPass._import,
}
"""What is not here is an expression, or holds nothing but expressions."""


def _first_parameter(node: _Function) -> str:
    """``self``, however it is called; nothing for what belongs to the class rather than to its objects."""
    first = (*node.args.posonlyargs, *node.args.args)[:1]
    return first[0].arg if first and not any(last_name(mark) in _STATIC for mark in node.decorator_list) else ""
