"""What can be counted in one Python file, by its syntax tree: a pure function from bytes to facts."""

import ast
import hashlib
import warnings
from collections.abc import Iterator
from typing import Final

import msgspec

from app.domain.architecture import ClassFact, FunctionFact

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_BRANCHES: Final = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.comprehension,
    ast.With,
    ast.AsyncWith,
)
_BLOCKS: Final = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
_LEAVES: Final = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.alias)


class FileFacts(msgspec.Struct, frozen=True):
    """What a file holds. ``flaw`` says why the rest is not counted where Python cannot parse it."""

    sha256: str
    line_count: int
    class_count: int = 0
    abstract_count: int = 0
    functions: tuple[FunctionFact, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    type_checking: tuple[tuple[int, int], ...] = ()
    flaw: str = ""

    @property
    def complexity(self) -> int:
        """The greatest cyclomatic complexity of a function; 0 where there is none."""
        return max((function.complexity for function in self.functions), default=0)

    @property
    def abstractness(self) -> float:
        """Abstract classes among all classes."""
        return round(self.abstract_count / self.class_count, 6) if self.class_count else 0.0

    def only_types(self, lines: list[int]) -> bool:
        """Whether all of these lines are seen by type checkers alone."""
        return bool(lines) and all(any(a <= n <= b for a, b in self.type_checking) for n in lines)


def facts_of(source: bytes) -> FileFacts:
    """The facts of one file; a file that cannot be parsed still has its lines."""
    digest = hashlib.sha256(source).hexdigest()
    lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as flaw:
        return FileFacts(digest, lines, flaw=str(flaw) or type(flaw).__name__)
    count = _Count()
    count.walk(tree)
    return FileFacts(
        digest,
        lines,
        class_count=count.class_count,
        abstract_count=count.abstract_count,
        functions=tuple(f.fact() for f in sorted(count.functions, key=lambda f: (f.line, f.name))),
        classes=tuple(_public_classes(tree)),
        type_checking=tuple(sorted(count.type_checking)),
    )


def _public_classes(tree: ast.Module) -> Iterator[ClassFact]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield ClassFact(node.name, node.lineno)


class _Open:
    """A function (or the module around all functions) whose inside is being counted."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.complexity = 1
        self.nesting = 0

    def fact(self) -> FunctionFact:
        return FunctionFact(self.name, self.line, self.complexity, self.nesting)


class _Count:
    """One walk over a syntax tree; what a nested function holds counts for itself, not for the outer one."""

    def __init__(self) -> None:
        self.functions: list[_Open] = []
        self.type_checking: list[tuple[int, int]] = []
        self.class_count = 0
        self.abstract_count = 0

    def walk(self, tree: ast.AST) -> None:
        todo: list[tuple[ast.AST, _Open, int, str]] = [(tree, _Open("", 0), 0, "")]
        while todo:
            node, owner, depth, prefix = todo.pop()
            if isinstance(node, _FUNCTIONS):
                owner, depth, prefix = self._open(node, prefix), 0, f"{prefix}{node.name}."
            elif isinstance(node, ast.ClassDef):
                prefix = f"{prefix}{node.name}."
                self._class(node)
            else:
                depth = self._inside(node, owner, depth)
            for child in ast.iter_child_nodes(node):
                if not isinstance(child, _LEAVES):
                    todo.append((child, owner, depth - _is_elif(node, child), prefix))

    def _open(self, node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str) -> _Open:
        self.functions.append(_Open(f"{prefix}{node.name}", node.lineno))
        return self.functions[-1]

    def _class(self, node: ast.ClassDef) -> None:
        self.class_count += 1
        self.abstract_count += _is_abstract(node)

    def _inside(self, node: ast.AST, owner: _Open, depth: int) -> int:
        """Count one node for its function; the depth at which its children lie."""
        if isinstance(node, ast.BoolOp):
            owner.complexity += len(node.values) - 1
        owner.complexity += isinstance(node, _BRANCHES)
        if not isinstance(node, _BLOCKS):
            return depth
        owner.nesting = max(owner.nesting, depth + 1)
        if isinstance(node, ast.If) and _last_name(node.test) == "TYPE_CHECKING":
            self.type_checking.append((node.body[0].lineno, node.body[-1].end_lineno or node.lineno))
        return depth + 1


def _is_elif(parent: ast.AST, child: ast.AST) -> bool:
    """An ``elif`` lies beside its ``if``, though the tree puts it inside."""
    is_else = isinstance(parent, ast.If) and isinstance(child, ast.If) and parent.orelse == [child]
    return is_else and getattr(child, "col_offset", 0) == getattr(parent, "col_offset", 0)


def _is_abstract(node: ast.ClassDef) -> bool:
    bases = {_last_name(base) for base in (*node.bases, *(k.value for k in node.keywords))}
    methods = (part for part in node.body if isinstance(part, _FUNCTIONS))
    marks = {_last_name(mark) for method in methods for mark in method.decorator_list}
    return bool(bases & {"ABC", "ABCMeta", "Protocol"}) or "abstractmethod" in marks


def _last_name(node: ast.expr) -> str:
    """``ABC`` of ``abc.ABC`` and of ``Protocol[T]`` the ``Protocol``."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
