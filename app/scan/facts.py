"""What can be counted in one Python file: a pure function from bytes to facts, one pass over the syntax tree."""

import ast
import hashlib
import re
import warnings
from typing import Final

import msgspec

from app.domain.architecture import ClassFact, FunctionFact
from app.scan.classes import ClassFigures
from app.scan.imports import Object, calls, statements
from app.scan.syntax_pass import Mark, SyntaxPass

_CODE_LINE: Final = re.compile(rb"^[ \t\f]*[^\s#]", re.MULTILINE)

LARGEST: Final = 2 * 2**20
"""Files of more bytes are data written down as Python: a syntax tree takes hundreds of times their size."""


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """What a file holds. ``flaw`` says why figures are missing where this Python cannot parse it, ``line`` where.

    A file with a flaw has no imports either, until somebody who knows a newer grammar says that it
    is Python all the same: then it is ``newer`` (``with_imports``). One that is ``large`` is not parsed at all;
    its imports are found in its text.
    """

    sha256: str
    line_count: int
    code_lines: int = 0
    imports: tuple[Object, ...] = ()
    calls: tuple[Object, ...] = ()
    marks: tuple[Mark, ...] = ()
    functions: tuple[FunctionFact, ...] = ()
    classes: tuple[ClassFigures, ...] = ()
    flaw: str = ""
    line: int = 0
    newer: bool = False
    large: bool = False

    @property
    def unread(self) -> bool:
        """Whether not even its imports are known."""
        return bool(self.flaw) and not (self.newer or self.large)

    @property
    def worst(self) -> FunctionFact | None:
        """The function of the greatest cyclomatic complexity, the first of several."""
        return max(self.functions, key=lambda function: function.complexity, default=None)

    @property
    def complexity_sum(self) -> int:
        """The cyclomatic complexities of all functions together."""
        return sum(function.complexity for function in self.functions)

    @property
    def nesting(self) -> int:
        """The depth of the deepest block in a function."""
        return max((function.nesting for function in self.functions), default=0)

    @property
    def abstractness(self) -> float:
        """Abstract classes among all classes."""
        return round(sum(c.abstract for c in self.classes) / len(self.classes), 6) if self.classes else 0.0

    def public(self) -> tuple[ClassFact, ...]:
        """The public classes at the top level."""
        return tuple(ClassFact(c.name, c.line) for c in self.classes if c.public)

    def marked(self, lines: list[int], mark: str) -> bool:
        """Whether all of these lines are imports with this mark."""
        found = {line for line, marks in self.marks if mark in marks}
        return bool(lines) and found.issuperset(lines)


def facts_of(source: bytes) -> FileFacts:
    """The facts of one file; a file that cannot be parsed still has its lines."""
    digest = hashlib.sha256(source).hexdigest()
    lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
    code = len(_CODE_LINE.findall(source))
    if len(source) > LARGEST:
        named = tuple(statements(source)), tuple(calls(source))
        return FileFacts(digest, lines, code, *named, flaw=f"larger than {LARGEST // 2**20} MiB", large=True)
    try:
        tree = _parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as flaw:
        where = getattr(flaw, "lineno", None) or 0
        return FileFacts(digest, lines, code, flaw=getattr(flaw, "msg", None) or _said(flaw), line=where)
    seen = SyntaxPass()
    seen.module(tree)
    return FileFacts(
        digest,
        lines,
        code - _documentation(source, seen.docstrings),
        tuple(statements(source)),
        tuple(calls(source)),
        tuple(seen.marks),
        functions=tuple(sorted(seen.functions, key=lambda f: (f.line, f.name))),
        classes=tuple(sorted(seen.classes, key=lambda c: (c.line, c.name))),
    )


def with_imports(facts: FileFacts, source: bytes) -> FileFacts:
    """The facts of a file that is Python, only newer than this one: its imports can be read, its figures cannot."""
    named = {"imports": tuple(statements(source)), "calls": tuple(calls(source))}
    return msgspec.structs.replace(facts, **named, newer=True)


def _parsed(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _said(flaw: Exception) -> str:
    return str(flaw) or type(flaw).__name__


def _documentation(source: bytes, docstrings: list[tuple[int, int]]) -> int:
    """How many of the lines counted as code are documentation."""
    if not docstrings:
        return 0
    lines = source.split(b"\n")
    return sum(len(_CODE_LINE.findall(b"\n".join(lines[first - 1 : last]))) for first, last in docstrings)
