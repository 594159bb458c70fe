"""Complexity and lines counted beside radon, every difference explained.

Ours follows domain 5.3: 1 + if, for, while, except, comprehension and with, + boolean operands - 1.
Radon counts the same, and besides: conditional expressions, the conditions of comprehensions, the cases
of ``match``, the ``else`` of loops and ``try``, and each ``assert`` as one, whatever it holds. It does
not count ``with``, nor what decorators and defaults hold.
"""

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from radon.complexity import cc_visit_ast
from radon.visitors import Class, Function

from app.scan.facts import facts_of

IDLE = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}

HOUSE = Path(__file__).resolve().parents[2]


def files() -> list[Path]:
    """Some of the house's own code, and of its tests."""
    folders = ("app/domain", "app/scan", "app/use_cases", "tests/domain", "tests/scan")
    return sorted(file for folder in folders for file in (HOUSE / folder).rglob("*.py"))


def counted_by_radon(tree: ast.Module) -> dict[tuple[str, int], int]:
    """Per name and line the complexity that radon gives functions that hold no other functions."""
    found: dict[tuple[str, int], int] = {}
    for block in cc_visit_ast(tree):
        for function in block.methods if isinstance(block, Class) else [block]:
            if isinstance(function, Function) and not function.closures:
                found[function.name, function.lineno] = function.complexity
    return found


def explained(function: ast.AST) -> int:
    """By how much radon's figure of a function is above ours, counted by what the two define."""
    more = 0
    for node in body_of(function):
        more += isinstance(node, ast.IfExp)
        more += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        more += bool(node.orelse) if isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.Try) else 0
        more -= isinstance(node, ast.With | ast.AsyncWith)
        more += sum(not is_rest(case) for case in node.cases) if isinstance(node, ast.Match) else 0
        more += 1 - decided_by_radon(node) if isinstance(node, ast.Assert) else 0
    return more


def is_rest(case: ast.match_case) -> bool:
    """``case _``"""
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def decided(node: ast.AST) -> int:
    """The decisions in an expression that both count."""
    inside = list(ast.walk(node))
    operands = sum(len(n.values) - 1 for n in inside if isinstance(n, ast.BoolOp))
    return operands + sum(isinstance(n, ast.comprehension) for n in inside)


def decided_by_radon(node: ast.AST) -> int:
    """The decisions in an expression that radon counts, where it looks."""
    inside = list(ast.walk(node))
    conditions = sum(len(n.ifs) for n in inside if isinstance(n, ast.comprehension))
    return decided(node) + conditions + sum(isinstance(n, ast.IfExp) for n in inside)


def body_of(function: ast.AST) -> Iterator[ast.AST]:
    """What lies in the function; radon looks at its body alone, not at decorators and defaults."""
    for statement in getattr(function, "body", ()):
        yield from ast.walk(statement)


@pytest.mark.filterwarnings("ignore")
def test_complexity_is_radons_but_for_what_the_definitions_say():
    compared = 0
    for file in files():
        source = file.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        radon = counted_by_radon(tree)
        nodes = {
            (n.name, n.lineno): n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for fact in facts_of(source).functions:
            key = (fact.name.rpartition(".")[2], fact.line)
            if key in radon:
                head = sum(map(decided, (nodes[key].args, *nodes[key].decorator_list)))
                assert fact.complexity - head + explained(nodes[key]) == radon[key], (file, key)
                compared += 1
    assert compared > 400


def code_lines_by_tokens(source: bytes) -> int:
    """Lines that hold more than comments and texts that stand alone, counted over Python's own tokens."""
    lines: set[int] = set()
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.NEWLINE:
            if any(t.type != tokenize.STRING for t in statement):
                lines.update(n for t in statement for n in range(t.start[0], t.end[0] + 1))
            statement = []
        elif token.type not in IDLE:
            statement.append(token)
    text = source.decode().split("\n")
    return sum(bool(text[n - 1].strip()) for n in lines)


def test_code_lines_are_those_that_tokens_other_than_comments_and_documentation_stand_on():
    compared = 0
    for file in files():
        source = file.read_bytes()
        if (
            b"\n#" not in source.replace(b" ", b"").partition(b'"""\n')[2]
        ):  # a text that holds what looks like comments
            assert facts_of(source).code_lines == code_lines_by_tokens(source), file
            compared += 1
    assert compared > 80
