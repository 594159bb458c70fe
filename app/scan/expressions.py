"""What expressions hold: decisions, and what is reached through a name such as ``self``."""

import ast
from typing import Any, Final

_LEAVES: Final = frozenset({ast.Name, ast.Constant, ast.arg, ast.Pass, ast.Break, ast.Continue, type(None)})
_SKIPPED: Final = frozenset(
    {"ctx", "op", "ops", "type_comment", "name", "attr", "id", "arg", "names", "kind"}
    | {"is_async", "conversion", "simple", "level", "module", "rest", "kwd_attrs", "type_ignores"}
)


def _parts(kind: type) -> tuple[str, ...]:
    return () if kind in _LEAVES else tuple(name for name in getattr(kind, "_fields", ()) if name not in _SKIPPED)


PARTS: Final[dict[type, tuple[str, ...]]] = {
    kind: _parts(kind)
    for kind in (*vars(ast).values(), type(None))
    if isinstance(kind, type) and (issubclass(kind, ast.AST) or kind in _LEAVES) and kind is not ast.Attribute
}
"""Per kind of node the fields in which other nodes may lie."""


def decisions(start: ast.AST, me: str, used: set[str]) -> int:
    """Operands of boolean operators - 1, and comprehensions, below a node that holds no statements.

    The names reached through ``me`` are added to ``used``.
    """
    todo: list[Any] = [start]
    found, parts, pop = 0, PARTS, todo.pop
    while todo:
        node = pop()
        names = parts.get(node.__class__)
        if names is None:
            _unfold(node, todo, me, used)
            continue
        for name in names:
            todo.append(getattr(node, name))
        if node.__class__ is ast.BoolOp:
            found += len(node.values) - 1
        elif node.__class__ is ast.comprehension:
            found += 1
    return found


def _unfold(node: Any, todo: list[Any], me: str, used: set[str]) -> None:
    """A list of nodes, or an attribute; numbers and texts that newer grammars put into nodes hold nothing."""
    if node.__class__ is list:
        todo += node
    elif node.__class__ is not ast.Attribute:
        return
    elif node.value.__class__ is not ast.Name:
        todo.append(node.value)
    elif node.value.id == me:
        used.add(node.attr)
